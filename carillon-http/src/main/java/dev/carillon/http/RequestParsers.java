package dev.carillon.http;

import java.util.ArrayDeque;

/**
 * The parsers of one loop. A connection leases one while it reads a head or a body in chunks, and gives it back in between:
 * an idle connection holds none. They share a bounded store of strings, so that targets and values which come again and
 * again are not made again. Used by one thread.
 */
public final class RequestParsers {
    /** As many are kept for later; more than these are in use only while as many heads come in pieces. */
    private static final int KEPT = 64;

    private final HttpLimits limits;
    private final Strings strings = new Strings(RequestParser.COMMON_STRINGS);
    private final ArrayDeque<RequestParser> free = new ArrayDeque<>();

    /**
     * Makes a store without parsers.
     *
     * @param limits what a request may cost
     */
    public RequestParsers(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * Gives a parser that is idle.
     *
     * @return the parser, the caller's until {@link #release}
     */
    public RequestParser lease() {
        RequestParser parser = free.pollLast();
        return parser != null ? parser : new RequestParser(limits, strings);
    }

    /**
     * Takes a parser back; what it is in the middle of is given up.
     *
     * @param parser one that was leased here
     */
    public void release(RequestParser parser) {
        parser.reset();
        if (free.size() < KEPT) {
            free.addLast(parser);
        }
    }
}
