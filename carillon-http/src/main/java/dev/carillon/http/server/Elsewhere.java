package dev.carillon.http.server;

import dev.carillon.http.server.HttpConnection.Part;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What other threads do for an exchange, and how it comes back from there. Whatever is thrown there is the exchange's failure, as
 * if its handler had thrown it: no client waits for an answer that nobody makes.
 */
final class Elsewhere {
    private static final int UNAVAILABLE = 503;

    private Elsewhere() {}

    /**
     * Hands work to an executor. Who has asked too much of it is answered with 503.
     *
     * @return false if the executor takes no more: the work will not be done
     */
    static boolean on(Executor executor, Exchange exchange, Part work) {
        try {
            executor.execute(() -> run(exchange, work));
            return true;
        } catch (RejectedExecutionException e) {
            unavailable(exchange);
            return false;
        }
    }

    /** What is wanting now may be there in a moment. */
    static void unavailable(Exchange exchange) {
        exchange.setField("Retry-After", "1").fail(UNAVAILABLE);
    }

    /** Calls the program on the loop's thread, as its handler is called; false if the loop has ended. */
    static boolean back(Exchange exchange, HttpHandler then) {
        try {
            exchange.loop().execute(() -> exchange.connection().call(exchange, () -> then.handle(exchange)));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Does it, on a thread that is not the loop's. */
    static void run(Exchange exchange, Part work) {
        try {
            work.run();
        } catch (Throwable e) { // as from the handler
            exchange.goOn(of -> of.connection().failed(of, e));
        }
    }
}
