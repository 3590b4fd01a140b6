package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import dev.carillon.loop.Histogram;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What has become of a server's requests, on all its loops. Safe from any thread, which sees a moment ago. */
public final class HttpStatistics {
    private final List<Counters> loops;

    HttpStatistics(List<Counters> loops) {
        this.loops = loops;
    }

    /**
     * The loops' threads store plainly, and enter the kernel in each turn with nothing in a register. A reader that asks in a loop
     * could be compiled to have asked once: hence the fence.
     */
    private long sum(ToLongFunction<Counters> of) {
        VarHandle.acquireFence();
        return loops.stream().mapToLong(of).sum();
    }

    /**
     * Requests of which the head has come.
     *
     * @return the count
     */
    public long requests() {
        long all = 0;
        for (Method method : Method.values()) {
            all += requests(method);
        }
        return all;
    }

    /**
     * Requests of a method of which the head has come.
     *
     * @param method the method
     * @return the count
     */
    public long requests(Method method) {
        return sum(counters -> counters.requests(method));
    }

    /**
     * How long exchanges took that were answered, refusals included, from the request's head to the answer's end: in nanoseconds.
     * Those that were cut off, or became another protocol's, are not among them.
     *
     * @return the distribution of all until now, a snapshot
     */
    public Histogram latency() {
        Histogram all = new Histogram();
        for (Counters counters : loops) {
            all = all.plus(counters.latency);
        }
        return all;
    }

    /**
     * Exchanges that are not over.
     *
     * @return the count
     */
    public long inFlight() {
        return sum(counters -> counters.inFlight);
    }

    /**
     * Answers given, refusals included.
     *
     * @param statusClass 1 to 5, the status' first digit
     * @return the count
     */
    public long answers(int statusClass) {
        return sum(counters -> counters.answers(statusClass));
    }

    /**
     * Exchanges that were cut off: their client went, or the answer was broken off.
     *
     * @return the count
     */
    public long cutOff() {
        return sum(counters -> counters.cutOff);
    }

    /**
     * Requests that were refused for a reason, or answered by a handler with its status.
     *
     * @param reason the reason
     * @return the count
     */
    public long refusals(Refusal reason) {
        return sum(counters -> counters.refusals(reason));
    }

    /**
     * Refusals by reason.
     *
     * @return a snapshot; without reasons that there were none for
     */
    public Map<Refusal, Long> refusals() {
        Map<Refusal, Long> present = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            long count = refusals(reason);
            if (count > 0) {
                present.put(reason, count);
            }
        }
        return present;
    }

    /**
     * What handlers and listeners have thrown.
     *
     * @return the count
     */
    public long failures() {
        return sum(counters -> counters.failures);
    }

    /**
     * Connections that there are now and that speak HTTP.
     *
     * @return the count
     */
    public long connections() {
        return sum(counters -> counters.connections);
    }

    /**
     * Connections that there were, those in progress included.
     *
     * @return the count
     */
    public long opened() {
        return sum(counters -> counters.opened);
    }

    /**
     * Bytes of the bodies of requests, without framing.
     *
     * @return the count
     */
    public long bodyBytesReceived() {
        return sum(counters -> counters.bodyReceived);
    }

    /**
     * Bytes of the bodies of answers, without framing, of exchanges that are over.
     *
     * @return the count
     */
    public long bodyBytesSent() {
        return sum(counters -> counters.bodySent);
    }

    /** The figures of this moment. */
    @Override
    public String toString() {
        return requests() + " requests, " + inFlight() + " in flight, " + cutOff() + " cut off, refused " + refusals()
                + ", " + failures() + " failures, " + connections() + " connections of " + opened();
    }
}
