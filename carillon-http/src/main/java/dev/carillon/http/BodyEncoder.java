package dev.carillon.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Turns the body of an answer into another as it goes by: a content coding (RFC 9110 section 8.4). For one body, and for the
 * thread that makes it.
 */
public interface BodyEncoder extends AutoCloseable {
    /**
     * Takes a piece of the body. What comes of it may be nothing yet, one piece or several.
     *
     * @param in from position to limit; empty afterwards, and the caller's own again
     * @param last whether the body ends with it: then everything comes out. Called once with true, and not again after that
     * @param out gets each piece that is ready; a piece is valid only during that call
     */
    void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out);

    /** Gives up what it holds outside of the heap, also when the body did not come to its end. Idempotent. */
    @Override
    void close();
}
