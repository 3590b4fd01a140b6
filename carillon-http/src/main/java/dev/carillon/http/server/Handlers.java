package dev.carillon.http.server;

import dev.carillon.loop.WorkerPool;
import java.util.Objects;

/**
 * Handlers that may block: the head is parsed and the body collected on the loop, the answer made elsewhere, and sent by the
 * loop. The exchanges of one connection still come one after the other.
 */
public final class Handlers {
    private Handlers() {}

    /**
     * On the threads of a pool. A busy pool makes the clients wait: each connection has at most one request there. Once the pool
     * is closed the answer is 500.
     *
     * @param workers the pool
     * @param handler answers, on its threads
     * @return the handler for a server
     */
    public static HttpHandler onWorkers(WorkerPool workers, RequestHandler handler) {
        return exchange -> exchange.whole((of, body) -> {
            Request request = Request.of(of.request(), of.client(), body);
            of.connection().carrier.hand(workers, () -> answer(of, request, handler));
        });
    }

    /**
     * On a virtual thread for each request. {@link HttpOptions#withRequestsInFlight} bounds how many there are.
     *
     * @param handler answers, on those threads
     * @return the handler for a server
     */
    public static HttpHandler onVirtualThreads(RequestHandler handler) {
        return exchange -> exchange.whole((of, body) -> {
            Request request = Request.of(of.request(), of.client(), body);
            Thread.startVirtualThread(() -> answer(of, request, handler));
        });
    }

    /** Not on the loop's thread. */
    private static void answer(Exchange exchange, Request request, RequestHandler handler) {
        Elsewhere.run(exchange, () -> {
            Response answer = Objects.requireNonNull(handler.answer(request), "a handler has to answer, not with null");
            exchange.goOn(of -> of.send(answer));
        });
    }
}
