package dev.carillon.http;

import java.nio.ByteBuffer;

/** Takes what a {@link BodyDecoder} makes of the bytes that came. */
@FunctionalInterface
public interface BodySink {
    /**
     * Part of the body. All of it counts as taken, whatever position the buffer is left with.
     *
     * @param bytes from position to limit, never empty; valid only for this call
     * @return true to go on; false to stop behind this part: what follows stays in the decoder's input
     */
    boolean take(ByteBuffer bytes);
}
