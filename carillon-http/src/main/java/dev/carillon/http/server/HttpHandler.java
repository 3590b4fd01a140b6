package dev.carillon.http.server;

/** What answers requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Answers a request, now or later, {@link Exchange#goOn}. On the loop's thread, which it must not hold up: what blocks goes
     * through {@link Handlers}. An exchange that is never answered stays in progress until its client goes.
     *
     * @param exchange the request, of which the head has come, and its answer
     * @throws Exception before the answer has begun the client gets a 500; after that the connection is broken off, so that
     *     an answer of which the rest is missing never looks complete
     */
    void handle(Exchange exchange) throws Exception;
}
