package dev.carillon.http;

import java.nio.ByteBuffer;

/** Takes the body of one request out of its frames, by length or by chunks (RFC 9112 §6, §7). Used by one thread. */
public interface BodyDecoder {
    /**
     * Decodes what came.
     *
     * @param in the input; its position is moved behind what was decoded, never beyond the end of the body
     * @param out gets the parts, and may stop
     * @return true when the body has ended, trailers and all; false when it needs more, or was stopped
     * @throws RefusedException if the frames are wrong or the body too long; the connection can not be used further
     */
    boolean decode(ByteBuffer in, BodySink out);

    /**
     * How much of the body came so far.
     *
     * @return bytes, without the frames
     */
    long received();

    /**
     * The fields behind a chunked body, known when it has ended.
     *
     * @return the fields; none for a body with a length
     */
    default Trailers trailers() {
        return Trailers.NONE;
    }
}
