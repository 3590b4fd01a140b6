package dev.carillon.net.frame;

import dev.carillon.net.frame.FramingException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages of a header, always as long, which tells how long the body behind it is. A message has both, since the header
 * tells more than the length.
 */
public final class HeaderAndBody implements Framing {
    private final int header;
    private final ByteOrder order;
    private final BodyLength bodyLength;
    private final int longest;

    /** Reads the length of the body from a header. */
    @FunctionalInterface
    public interface BodyLength {
        /**
         * Reads a length. Called again for the same header if its body has not arrived yet.
         *
         * @param header the header's bytes, from position to limit, in the byte order of the framing
         * @return bytes of the body, 0 or more; a negative number is refused
         * @throws FramingException if the header is malformed
         */
        long of(ByteBuffer header);
    }

    /**
     * A framing at the beginning of a stream.
     *
     * @param header the length of every header in bytes, 1 or more
     * @param order in which {@code bodyLength} reads numbers
     * @param bodyLength tells the length of the body
     * @param longest the limit: bytes of header and body together
     */
    public HeaderAndBody(int header, ByteOrder order, BodyLength bodyLength, int longest) {
        if (header < 1) {
            throw new IllegalArgumentException("a header is 1 byte or longer, not " + header);
        }
        this.header = header;
        this.order = order;
        this.bodyLength = bodyLength;
        this.longest = Cut.limit(longest, header, 0);
    }

    @Override
    public boolean decode(ByteBuffer input, MessageHandler handler) throws Exception {
        int length = needed(input);
        if (input.remaining() < length) {
            return false;
        }
        int start = input.position();
        Cut.handOut(input, start, start + length, start + length, handler);
        return true;
    }

    @Override
    public int needed(ByteBuffer input) {
        if (input.remaining() < header) {
            return header;
        }
        long body = askBodyLength(input);
        if (body < 0) {
            throw new FramingException(Reason.MALFORMED, "the header tells a body of " + body + " bytes");
        }
        if (body > longest - header) {
            throw new FramingException(
                    Reason.TOO_LONG,
                    "the header of " + header + " bytes tells a body of " + body + ", the limit of both is " + longest);
        }
        return header + (int) body;
    }

    /** The function sees the header only, and leaves no trace on the buffer. */
    private long askBodyLength(ByteBuffer input) {
        int start = input.position();
        int limit = input.limit();
        ByteOrder inputOrder = input.order();
        input.limit(start + header).order(order);
        try {
            return bodyLength.of(input);
        } finally {
            input.order(inputOrder).limit(limit).position(start);
        }
    }

    @Override
    public void end(ByteBuffer input, MessageHandler handler) {
        Cut.refuseRest(this, input);
    }

    @Override
    public int encodedLength(int messageLength) {
        Cut.checkLength(messageLength, longest);
        if (messageLength < header) {
            throw new IllegalArgumentException(
                    "a message has a header of " + header + " bytes, this one " + messageLength + " in all");
        }
        return messageLength;
    }

    @Override
    public void encode(ByteBuffer message, ByteBuffer output) {
        int length = encodedLength(message.remaining());
        long body = askBodyLength(message);
        if (body != length - header) {
            throw new IllegalArgumentException(
                    "the header tells a body of " + body + " bytes, the message has one of " + (length - header));
        }
        Cut.checkRoom(output, length);
        output.put(message);
    }
}
