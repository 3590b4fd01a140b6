package dev.carillon.http.server;

/** Is told when an exchange is over. */
@FunctionalInterface
public interface EndListener {
    /**
     * The exchange is over, however it ended. On the loop's thread, once. The request can be read still; nothing can be sent.
     * The file that was its answer, {@link Exchange#sendFile}, is needed no more.
     * What it throws goes to the server's {@link FailureListener}.
     *
     * @param exchange the exchange
     * @param end what has become of it
     */
    void ended(Exchange exchange, ExchangeEnd end);
}
