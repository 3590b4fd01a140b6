package dev.carillon.http.server;

/**
 * What happens around handlers: lets a request through, answers it itself, or adds to the answer ({@link Exchange#beforeHead},
 * {@link Exchange#onEnd}). Called on the loop's thread; has to be quick, and serves all exchanges at once.
 *
 * <p>{@snippet :
 * HttpHandler site = accessLog.before(requestIds.before(router)); // the outermost first
 * }
 */
@FunctionalInterface
public interface Filter {
    /**
     * A request is to be handled.
     *
     * @param exchange the request, and the answer to it
     * @param next what it is let through to: to be called once at the most
     * @throws Exception as a handler's
     */
    void filter(Exchange exchange, HttpHandler next) throws Exception;

    /**
     * This filter in front of a handler.
     *
     * @param handler what it lets requests through to
     * @return both as one
     */
    default HttpHandler before(HttpHandler handler) {
        return exchange -> filter(exchange, handler);
    }
}
