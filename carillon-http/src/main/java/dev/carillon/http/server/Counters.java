package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import dev.carillon.loop.Histogram;
import java.util.concurrent.atomic.AtomicLongArray;

/** What one loop has counted. Written by its thread alone; others see a moment ago. */
final class Counters {
    private static final int CLASSES = 6;

    long inFlight;
    long connections;
    long opened;
    long failures;
    long cutOff;
    long bodyReceived;
    long bodySent;
    final Histogram latency = new Histogram();
    private final long[] requests = new long[Method.values().length];
    private final long[] answers = new long[CLASSES];
    private final AtomicLongArray refusals = new AtomicLongArray(Refusal.values().length);

    @SuppressWarnings("EnumOrdinal") // nobody else sees it
    void requested(Method method) {
        requests[method.ordinal()]++;
    }

    @SuppressWarnings("EnumOrdinal") // as above
    long requests(Method method) {
        return requests[method.ordinal()];
    }

    void answered(int status) {
        answers[status / 100]++;
    }

    long answers(int statusClass) {
        return answers[statusClass];
    }

    @SuppressWarnings("EnumOrdinal") // as above
    void refused(Refusal reason) {
        refusals.incrementAndGet(reason.ordinal());
    }

    @SuppressWarnings("EnumOrdinal") // as above
    long refusals(Refusal reason) {
        return refusals.get(reason.ordinal());
    }
}
