package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.http.Refusal;
import dev.carillon.http.RequestHead;
import dev.carillon.http.RequestParser;
import dev.carillon.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A server's share of one loop: what its connections there have in common, so that each of them is small. */
final class Service {
    private static final int KEPT = 64;
    /** A lifetime is shorter by up to one tenth, so that connections that began together do not end together. */
    private static final double JITTER = 0.1;

    final EventLoop loop;
    HttpOptions options;
    final HttpHandler handler;
    final Counters counters = new Counters();
    final Output output = new Output();
    final DateLine date;
    long keepAliveNanos;
    long headNanos;
    long bodyGraceNanos;
    long leastBodyRate;
    long mostDiscarded;
    int mostRequests;
    boolean draining;
    private long lifetimeNanos;
    private final SplittableRandom random = new SplittableRandom();
    private final ArrayDeque<Reading> readings = new ArrayDeque<>();
    /** Reads nothing itself: those of the readings are its siblings. */
    private RequestParser parser;

    /** How many are on lease. */
    private int leased;

    private long lastId;

    Service(EventLoop loop, HttpOptions options, HttpHandler handler) {
        this.loop = loop;
        this.options = options;
        this.handler = handler;
        this.parser = new RequestParser(options.limits());
        this.date = new DateLine(options.clock(), options.serverName().orElse(null));
        changeTimes();
    }

    /** Has other options from now on, but for the date's. On the loop's thread. */
    void change(HttpOptions newOptions) {
        options = newOptions;
        parser = new RequestParser(newOptions.limits());
        readings.clear();
        changeTimes();
    }

    private void changeTimes() {
        keepAliveNanos = HttpOptions.nanos(options.keepAlive());
        headNanos = HttpOptions.nanos(options.headTime());
        bodyGraceNanos = HttpOptions.nanos(options.bodyGrace());
        leastBodyRate = options.bodyRate();
        mostDiscarded = options.discarded();
        mostRequests = options.requestsPerConnection();
        lifetimeNanos = HttpOptions.nanos(options.lifetime());
    }

    /** A connection has come; why it is refused, or null. */
    @Nullable
    Refusal opened() {
        counters.opened++;
        counters.connections++;
        int most = options.refuseAbove();
        return most > 0 && counters.connections > most ? Refusal.TOO_MANY_CONNECTIONS : null;
    }

    void closed() {
        counters.connections--;
    }

    /** When a connection that begins has lived long enough. */
    long lifetimeEnd(long now) {
        double share = 1 - JITTER * random.nextDouble();
        return now + (long) (lifetimeNanos * share);
    }

    /** A request begins: its number. */
    long begins(Method method) {
        counters.requested(method);
        counters.inFlight++;
        return ++lastId;
    }

    /** Why its handler gets to see nothing of a request; null if it does. */
    @Nullable
    Refusal refuses(Exchange begun) {
        int most = options.requestsInFlight();
        if (most > 0 && counters.inFlight > most) {
            return Refusal.OVERLOADED;
        }
        return isMisdirected(begun) ? Refusal.MISDIRECTED : null;
    }

    /** A target that is an https URI is of another origin than the same one without TLS (RFC 9110 §4.3.3, §7.4). */
    private static boolean isMisdirected(Exchange begun) {
        String scheme = begun.request().scheme();
        return scheme != null && scheme.equals("https") != begun.client().isSecure();
    }

    void over(ExchangeEnd.How how, int status, long bodySent, long nanos) {
        counters.inFlight--;
        counters.bodySent += bodySent;
        if (how == ExchangeEnd.How.CUT_OFF) {
            counters.cutOff++;
            return;
        }
        counters.answered(status);
        if (how != ExchangeEnd.How.UPGRADED) {
            counters.latency.record(nanos);
        }
    }

    void refused(Refusal reason) {
        counters.refused(reason);
    }

    /**
     * Tells of a refusal whom no exchange will tell of it.
     *
     * @param head what has come of a request; null if that is nothing
     */
    void turnedAway(Client client, Refusal reason, @Nullable RequestHead head) {
        RefusalListener listener = options.refusals();
        if (listener == RefusalListener.NONE) {
            return; // or each refusal would make a text for nobody
        }
        try {
            listener.refused(client, reason, head == null ? "" : head.line());
        } catch (Throwable e) { // whatever it is, the connection has to end all the same
            tellLoop("a RefusalListener has failed at " + reason + " to " + client, e);
        }
    }

    /**
     * An error page, a plain one if the program's own fails.
     *
     * @param of may have error pages of an exchange
     */
    Response page(@Nullable Extras of, int status, String detail, boolean json) {
        ErrorPages own = of == null ? null : of.get(ErrorPages.class);
        ErrorPages pages = own == null ? options.errorPages() : own;
        try {
            return Objects.requireNonNull(pages.page(status, detail, json), "no page");
        } catch (Throwable e) { // whatever it is, the client has to be told all the same
            tellLoop("ErrorPages have failed for a " + status, e);
            return ErrorPages.DEFAULTS.page(status, detail, json);
        }
    }

    void countAnswer(int status, long bodyBytes) {
        counters.answered(status);
        counters.bodySent += bodyBytes;
    }

    void failed(Exchange exchange, Throwable failure) {
        counters.failures++;
        try {
            options.failures().failed(exchange, failure);
        } catch (Throwable e) { // whatever it is, the exchange has to end all the same
            e.addSuppressed(failure);
            tellLoop("a FailureListener has failed", e);
        }
    }

    /** What has failed in telling of something goes to the loop's error handler, when this is done. */
    private void tellLoop(String what, Throwable failure) {
        counters.failures++;
        try {
            loop.execute(() -> {
                throw new IllegalStateException(what, failure);
            });
        } catch (RejectedExecutionException e) {
            // The loop has ended, with whom there was to tell.
        }
    }

    Reading lease() {
        leased++;
        Reading kept = readings.poll();
        if (kept == null) {
            return new Reading(parser.sibling(), parser);
        }
        kept.parser.reset(); // not before: an exchange may be broken off while its body is being decoded
        return kept;
    }

    void giveBack(Reading reading) {
        leased--;
        if (readings.size() < KEPT && reading.kin == parser) { // else it has the limits of before
            readings.push(reading);
        }
    }

    int leased() {
        return leased;
    }
}
