package dev.carillon.http.server;

import dev.carillon.http.FieldRules;
import dev.carillon.http.HttpLimits;
import dev.carillon.http.RequestParser;
import dev.carillon.http.TrustedProxies;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How an HTTP server is. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. A time of zero is none.
 */
public final class HttpOptions {
    /**
     * Heads within 10 s; bodies by at least 1 KiB/s after 5 s; clients that take nothing for 30 s are cut off; 60 s of rest,
     * 1,000 requests and about an hour for a connection; no limits of connections and requests in flight but the machine's.
     */
    public static final HttpOptions DEFAULTS = new HttpOptions();

    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    static {
        RequestParser.prepareAhead(); // who has options soon has a server
    }

    private HttpLimits limits = HttpLimits.DEFAULTS;
    private ListenerOptions listener = ListenerOptions.DEFAULTS;
    private Duration headTime = Duration.ofSeconds(10);
    private Duration bodyGrace = Duration.ofSeconds(5);
    private int bodyRate = 1024;
    private Duration writeStall = Duration.ofSeconds(30);
    private Duration keepAlive = Duration.ofSeconds(60);
    private int requestsPerConnection = 1000;
    private Duration lifetime = Duration.ofHours(1);
    private int refuseAbove = 0;
    private int requestsInFlight = 0;
    private int discarded = 64 * 1024;
    private ErrorPages errorPages = ErrorPages.DEFAULTS;
    private FailureListener failures = FailureListener.LOGGING;
    private RefusalListener refusals = RefusalListener.NONE;
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private InstantSource clock = InstantSource.system();
    private Optional<String> serverName = Optional.empty();

    private HttpOptions() {}

    private HttpOptions copy() {
        HttpOptions copy = new HttpOptions();
        copy.limits = limits;
        copy.listener = listener;
        copy.headTime = headTime;
        copy.bodyGrace = bodyGrace;
        copy.bodyRate = bodyRate;
        copy.writeStall = writeStall;
        copy.keepAlive = keepAlive;
        copy.requestsPerConnection = requestsPerConnection;
        copy.lifetime = lifetime;
        copy.refuseAbove = refuseAbove;
        copy.requestsInFlight = requestsInFlight;
        copy.discarded = discarded;
        copy.errorPages = errorPages;
        copy.failures = failures;
        copy.refusals = refusals;
        copy.trustedProxies = trustedProxies;
        copy.clock = clock;
        copy.serverName = serverName;
        return copy;
    }

    /** A time as nanoseconds; none is longer than anything, and can still be added to. */
    static long nanos(Duration time) {
        if (time.isZero() || time.toSeconds() >= FOR_EVER / 1_000_000_000) {
            return FOR_EVER;
        }
        return time.toNanos();
    }

    private static Duration checked(String name, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(name + " is zero (none) or more, not " + time);
        }
        return time;
    }

    private static int checked(String name, int count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " is 0 (none) or more, not " + count);
        }
        return count;
    }

    /** The listener's options with the times of these. */
    ListenerOptions forListener() {
        ConnectionOptions connections = listener.connections();
        if (trustedProxies.speakProxyProtocol() && connections.tls().isPresent()) {
            throw new IllegalArgumentException(
                    "a PROXY header stands in front of TLS, where this listener does not look:"
                            + " let the proxy end TLS, or tell of the client by a field");
        }
        return listener.withConnections(connections.withTimeouts(connections
                .timeouts()
                .withFirstByte(Duration.ZERO)
                .withIdleRead(Duration.ZERO)
                .withLifetime(Duration.ZERO)
                .withIdleWrite(writeStall)));
    }

    /**
     * What a request may cost.
     *
     * @return the limits of lines, heads, fields and bodies
     */
    public HttpLimits limits() {
        return limits;
    }

    /**
     * With other limits of what a request may cost.
     *
     * @param newLimits the limits
     * @return the changed copy
     */
    public HttpOptions withLimits(HttpLimits newLimits) {
        HttpOptions copy = copy();
        copy.limits = newLimits;
        return copy;
    }

    /**
     * How it listens, and how its connections are: TLS, marks, backlog, connections in all and of one address. Of their timeouts
     * firstByte, idleRead, idleWrite and lifetime do not count, but what these options say of them.
     *
     * @return the options
     */
    public ListenerOptions listener() {
        return listener;
    }

    /**
     * With other listeners and connections.
     *
     * @param options the options
     * @return the changed copy
     */
    public HttpOptions withListener(ListenerOptions options) {
        HttpOptions copy = copy();
        copy.listener = options;
        return copy;
    }

    /**
     * From the first byte of a head to its last; beyond it 408.
     *
     * @return how long, zero for ever
     */
    public Duration headTime() {
        return headTime;
    }

    /**
     * With another time for heads.
     *
     * @param time zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withHeadTime(Duration time) {
        HttpOptions copy = copy();
        copy.headTime = checked("headTime", time);
        return copy;
    }

    /**
     * How long a body may be slower than {@link #bodyRate}.
     *
     * @return how long, zero for ever
     */
    public Duration bodyGrace() {
        return bodyGrace;
    }

    /**
     * How fast a body has to come on the average, once the grace is over; beyond it 408. Time in which its receiver has paused
     * it does not count.
     *
     * @return bytes a second
     */
    public int bodyRate() {
        return bodyRate;
    }

    /**
     * With another least rate of bodies.
     *
     * @param bytesPerSecond 1 or more
     * @param grace how long it may be less; zero for ever
     * @return the changed copy
     * @throws IllegalArgumentException if one of them is less
     */
    public HttpOptions withBodyRate(int bytesPerSecond, Duration grace) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bodyRate is 1 byte a second or more, not " + bytesPerSecond);
        }
        HttpOptions copy = copy();
        copy.bodyRate = bytesPerSecond;
        copy.bodyGrace = checked("bodyGrace", grace);
        return copy;
    }

    /**
     * Until the client takes some of what waits to be sent.
     *
     * @return how long, zero for ever
     */
    public Duration writeStall() {
        return writeStall;
    }

    /**
     * With another time for clients that take nothing.
     *
     * @param time zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withWriteStall(Duration time) {
        HttpOptions copy = copy();
        copy.writeStall = checked("writeStall", time);
        return copy;
    }

    /**
     * How long a connection may rest, before its first request and between two.
     *
     * @return how long, zero for ever
     */
    public Duration keepAlive() {
        return keepAlive;
    }

    /**
     * How many requests a connection may bring; the answer to the last one says so.
     *
     * @return 1 or more
     */
    public int requestsPerConnection() {
        return requestsPerConnection;
    }

    /**
     * With another rest, and another number of requests, for connections.
     *
     * @param rest how long a connection may rest; zero for ever
     * @param requests how many requests it may bring, 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if one of them is less
     */
    public HttpOptions withKeepAlive(Duration rest, int requests) {
        if (requests < 1) {
            throw new IllegalArgumentException("a connection brings 1 request or more, not " + requests);
        }
        HttpOptions copy = copy();
        copy.keepAlive = checked("keepAlive", rest);
        copy.requestsPerConnection = requests;
        return copy;
    }

    /**
     * After that the next answer is a connection's last; each connection's is less by up to a tenth. A connection at rest ends by
     * {@link #keepAlive}, and an answer that is being given may take longer.
     *
     * @return how long, zero for ever
     */
    public Duration lifetime() {
        return lifetime;
    }

    /**
     * With another lifetime of connections.
     *
     * @param time zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withLifetime(Duration time) {
        HttpOptions copy = copy();
        copy.lifetime = checked("lifetime", time);
        return copy;
    }

    /**
     * Connections above that number, on each loop, are answered 503 and closed. Those above the listener's own limit, {@link
     * ListenerOptions#maxConnections}, wait in the backlog instead.
     *
     * @return 0 for no limit
     */
    public int refuseAbove() {
        return refuseAbove;
    }

    /**
     * With another number of connections above which more are refused.
     *
     * @param connections on each loop, 0 for no limit
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withRefuseAbove(int connections) {
        HttpOptions copy = copy();
        copy.refuseAbove = checked("refuseAbove", connections);
        return copy;
    }

    /**
     * Requests beyond that number that are in progress, on each loop, are answered 503.
     *
     * @return 0 for no limit
     */
    public int requestsInFlight() {
        return requestsInFlight;
    }

    /**
     * With another number of requests in progress.
     *
     * @param requests on each loop, 0 for no limit
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withRequestsInFlight(int requests) {
        HttpOptions copy = copy();
        copy.requestsInFlight = checked("requestsInFlight", requests);
        return copy;
    }

    /**
     * So much of a body that nobody wants is read and thrown away, so that the connection can be used again; of a longer one
     * the connection ends with the answer.
     *
     * @return bytes
     */
    public int discarded() {
        return discarded;
    }

    /**
     * With another bound of what is thrown away.
     *
     * @param bytes 0 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public HttpOptions withDiscarded(int bytes) {
        HttpOptions copy = copy();
        copy.discarded = checked("discarded", bytes);
        return copy;
    }

    /**
     * Makes the bodies of answers that tell of an error.
     *
     * @return text, or JSON for who asks for it, by default
     */
    public ErrorPages errorPages() {
        return errorPages;
    }

    /**
     * With other error pages.
     *
     * @param pages makes them
     * @return the changed copy
     */
    public HttpOptions withErrorPages(ErrorPages pages) {
        HttpOptions copy = copy();
        copy.errorPages = pages;
        return copy;
    }

    /**
     * Is told what handlers throw.
     *
     * @return the log by default
     */
    public FailureListener failures() {
        return failures;
    }

    /**
     * With another listener for what handlers throw.
     *
     * @param listener the listener
     * @return the changed copy
     */
    public HttpOptions withFailures(FailureListener listener) {
        HttpOptions copy = copy();
        copy.failures = listener;
        return copy;
    }

    /**
     * Is told of what is refused before there is an exchange.
     *
     * @return nobody by default
     */
    public RefusalListener refusals() {
        return refusals;
    }

    /**
     * With a listener for what is refused before there is an exchange, as an {@link AccessLog}.
     *
     * @param listener the listener
     * @return the changed copy
     */
    public HttpOptions withRefusals(RefusalListener listener) {
        HttpOptions copy = copy();
        copy.refusals = listener;
        return copy;
    }

    /**
     * Whose word about the client is taken.
     *
     * @return nobody's by default
     */
    public TrustedProxies trustedProxies() {
        return trustedProxies;
    }

    /**
     * With proxies whose word about the client is taken, {@link Exchange#client}.
     *
     * @param proxies the proxies
     * @return the changed copy
     */
    public HttpOptions withTrustedProxies(TrustedProxies proxies) {
        HttpOptions copy = copy();
        copy.trustedProxies = proxies;
        return copy;
    }

    /**
     * Says what day it is, for {@code Date}. All times are measured by the loop's own.
     *
     * @return the system's by default
     */
    public InstantSource clock() {
        return clock;
    }

    /**
     * With another clock.
     *
     * @param newClock the clock
     * @return the changed copy
     */
    public HttpOptions withClock(InstantSource newClock) {
        HttpOptions copy = copy();
        copy.clock = newClock;
        return copy;
    }

    /**
     * The field {@code Server} of each answer.
     *
     * @return empty by default: it is nobody's business
     */
    public Optional<String> serverName() {
        return serverName;
    }

    /**
     * With a field {@code Server}.
     *
     * @param name its value
     * @return the changed copy
     * @throws IllegalArgumentException if it is not valid
     */
    public HttpOptions withServerName(String name) {
        FieldRules.requireValue("Server", name);
        HttpOptions copy = copy();
        copy.serverName = Optional.of(name);
        return copy;
    }
}
