package dev.carillon.http.server;

import dev.carillon.http.Refusal;
import dev.carillon.http.RequestParser;
import dev.carillon.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A server's share of one loop: what its connections there have in common, so that each of them is small. */
final class Service {
    private static final int KEPT = 64;
    /** A lifetime is shorter by up to one tenth, so that connections that began together do not end together. */
    private static final double JITTER = 0.1;

    final EventLoop loop;
    final HttpOptions options;
    final HttpHandler handler;
    final Counters counters = new Counters();
    final Output output = new Output();
    final DateLine date;
    final long keepAliveNanos;
    final long headNanos;
    final long bodyGraceNanos;
    final long leastBodyRate;
    final long mostDiscarded;
    final int mostRequests;
    boolean draining;
    private final long lifetimeNanos;
    private final SplittableRandom random = new SplittableRandom();
    private final ArrayDeque<Reading> readings = new ArrayDeque<>();
    /** Reads nothing itself: those of the readings are its siblings. */
    private final RequestParser parser;

    /** How many are on lease. */
    private int leased;

    private long lastId;

    Service(EventLoop loop, HttpOptions options, HttpHandler handler) {
        this.loop = loop;
        this.options = options;
        this.handler = handler;
        this.parser = new RequestParser(options.limits());
        this.date = new DateLine(options.clock(), options.serverName().orElse(null));
        this.keepAliveNanos = HttpOptions.nanos(options.keepAlive());
        this.headNanos = HttpOptions.nanos(options.headTime());
        this.bodyGraceNanos = HttpOptions.nanos(options.bodyGrace());
        this.leastBodyRate = options.bodyRate();
        this.mostDiscarded = options.discarded();
        this.mostRequests = options.requestsPerConnection();
        this.lifetimeNanos = HttpOptions.nanos(options.lifetime());
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
        return lifetimeNanos == Long.MAX_VALUE ? lifetimeNanos : now + (long) (lifetimeNanos * share);
    }

    /** A request begins: its number. */
    long begins() {
        counters.requests++;
        counters.inFlight++;
        return ++lastId;
    }

    boolean isOverloaded() {
        int most = options.requestsInFlight();
        return most > 0 && counters.inFlight > most;
    }

    void over(ExchangeEnd.How how, int status, long bodySent) {
        counters.inFlight--;
        counters.bodySent += bodySent;
        if (how == ExchangeEnd.How.CUT_OFF) {
            counters.cutOff++;
        } else {
            counters.answered(status);
        }
    }

    void refused(Refusal reason) {
        counters.refused(reason);
    }

    void countAnswer(int status, long bodyBytes) {
        counters.answered(status);
        counters.bodySent += bodyBytes;
    }

    void failed(Exchange exchange, Throwable failure) {
        counters.failures++;
        options.failures().failed(exchange, failure);
    }

    Reading lease() {
        leased++;
        Reading kept = readings.poll();
        return kept == null ? new Reading(parser.sibling()) : kept;
    }

    void giveBack(Reading reading) {
        leased--;
        reading.parser.reset();
        if (readings.size() < KEPT) {
            readings.push(reading);
        }
    }

    int leased() {
        return leased;
    }
}
