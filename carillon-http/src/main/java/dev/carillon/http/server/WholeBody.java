package dev.carillon.http.server;

import java.nio.ByteBuffer;

/** Gets the body of a request when all of it has come. */
@FunctionalInterface
public interface WholeBody {
    /**
     * The body has come. On the loop's thread.
     *
     * @param exchange the exchange
     * @param bytes the body, from position to limit; valid for this call only
     * @throws Exception as from the handler
     */
    void received(Exchange exchange, ByteBuffer bytes) throws Exception;
}
