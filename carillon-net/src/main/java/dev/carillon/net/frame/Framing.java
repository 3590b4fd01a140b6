package dev.carillon.net.frame;

import java.nio.ByteBuffer;

/**
 * Cuts a stream of bytes into messages, and writes messages so that the other side can. However the stream arrives, in
 * whatever pieces, the messages are the same.
 *
 * <p>The bytes stay the caller's: a framing reads them where they are and copies none. Buffers may be on the heap or
 * direct, and their byte order does not matter. Nothing is allocated.
 *
 * <p>Not thread-safe, and one for each connection: it may remember how far it has looked for the end of a
 * message, so that bytes which trickle in are looked at once. It remembers nothing between two messages.
 */
public interface Framing {
    /**
     * Hands out the first message of the input, if it is complete: for the call, the input's position and limit are set to
     * the message's bytes. Afterwards, also if the handler throws, and whatever it has read of the message, the position is
     * behind the frame and the limit where it was.
     *
     * <p>One message a call: who wants a pause stops calling, and goes on later with what the input still has.
     *
     * @param input what has arrived and is not decoded yet, from position to limit. If a frame is not complete, the next call
     *     gets the same bytes first, then those that follow them; they may have moved to another place or another buffer
     * @param handler gets the message; it must not call this framing with the same input
     * @return whether there was a message; if not, the position is where it was, at the first byte of the frame
     * @throws FramingException if the frame that begins the input is malformed or its message is longer than the limit, as
     *     soon as that can be told. The position is where it was; the stream can not be decoded any further
     * @throws Exception what the handler throws
     */
    boolean decode(ByteBuffer input, MessageHandler handler) throws Exception;

    /**
     * How long the frame that begins the input is, as far as can be told by now. What is incomplete needs more than it has,
     * so that the caller can make room, once if the frame tells its length: at the most {@link #encodedLength} of the
     * longest message.
     *
     * @param input as for {@link #decode}; stays as it is
     * @return bytes from the input's position: of the whole frame if it is complete, else so many at least
     * @throws FramingException as {@link #decode} does
     */
    int needed(ByteBuffer input);

    /**
     * The stream has ended, and {@link #decode} has found no message any more: refuses half a frame. Only
     * {@link Delimiter#lines} hands it out, as the last line, which may lack its end.
     *
     * @param input what is left; nothing afterwards, unless it is refused
     * @param handler gets the last message
     * @throws FramingException if the stream ended within a frame
     * @throws Exception what the handler throws
     */
    void end(ByteBuffer input, MessageHandler handler) throws Exception;

    /**
     * Hands out every message of bytes that are all there: a datagram, a file, a message that has messages in it.
     *
     * @param whole the frames, from position to limit; nothing is left afterwards
     * @param handler gets the messages
     * @throws FramingException if a frame is malformed, too long or not complete
     * @throws Exception what the handler throws; the position is then behind that message's frame
     */
    default void decodeWhole(ByteBuffer whole, MessageHandler handler) throws Exception {
        boolean found = true;
        while (found) {
            found = decode(whole, handler);
        }
        end(whole, handler);
    }

    /**
     * How long the frame of a message is.
     *
     * @param messageLength the message's length in bytes
     * @return bytes that {@link #encode} writes
     * @throws IllegalArgumentException if no message of that length can be sent
     */
    int encodedLength(int messageLength);

    /**
     * Writes one frame.
     *
     * @param message its bytes from position to limit; none is left afterwards
     * @param output gets the frame at its position; not the message's own buffer
     * @throws IllegalArgumentException if the message is longer than the limit, or decoding would not give it back (it contains
     *     the delimiter, its header tells another length). Both positions stay as they are
     * @throws java.nio.BufferOverflowException if the output has less than {@link #encodedLength} bytes left. Both positions
     *     stay as they are
     */
    void encode(ByteBuffer message, ByteBuffer output);
}
