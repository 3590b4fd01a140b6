package dev.carillon.http.server;

import dev.carillon.http.Trailers;
import java.nio.ByteBuffer;

/** Gets the body of a request piece by piece, on the loop's thread. What a method throws is treated as the handler's own. */
public interface BodyReceiver {
    /**
     * A piece of the body has come.
     *
     * @param exchange the exchange
     * @param bytes the piece, from position to limit, without any framing; valid for this call only
     * @throws Exception see above
     */
    void received(Exchange exchange, ByteBuffer bytes) throws Exception;

    /**
     * The body is complete. The last call.
     *
     * @param exchange the exchange
     * @param trailers the fields that came behind a chunked body; empty as a rule
     * @throws Exception see above
     */
    void ended(Exchange exchange, Trailers trailers) throws Exception;

    /**
     * The rest of the body will not come: the client is gone, was too slow, or its framing makes no sense, or the answer was
     * broken off. The last call; an answer is of no use any more.
     *
     * @param exchange the exchange
     */
    default void cutOff(Exchange exchange) {}
}
