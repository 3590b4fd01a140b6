package dev.carillon.net.frame;

import dev.carillon.net.frame.FramingException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages with their length before them, in a fixed number of bytes. The length is unsigned and does not count the prefix;
 * where a protocol counts it, {@link HeaderAndBody} fits.
 */
public final class LengthPrefix implements Framing {
    private final int width;
    private final ByteOrder order;
    private final int longest;

    /**
     * A framing at the beginning of a stream.
     *
     * @param width bytes of the length: 1, 2, 4 or 8
     * @param order which byte of the length comes first
     * @param longest the limit: a message's length in bytes, 0 or more, at the most what the width can tell
     */
    public LengthPrefix(int width, ByteOrder order, int longest) {
        if (width != 1 && width != 2 && width != 4 && width != 8) {
            throw new IllegalArgumentException("a length prefix is 1, 2, 4 or 8 bytes wide, not " + width);
        }
        if (width < Integer.BYTES && longest >= 1 << width * Byte.SIZE) {
            throw new IllegalArgumentException(
                    "a length prefix of " + width + " bytes can not tell lengths up to " + longest);
        }
        this.width = width;
        this.order = order;
        this.longest = Cut.limit(longest, 0, width);
    }

    @Override
    public boolean decode(ByteBuffer input, MessageHandler handler) throws Exception {
        int length = needed(input);
        if (input.remaining() < length) {
            return false;
        }
        int start = input.position();
        Cut.handOut(input, start + width, start + length, start + length, handler);
        return true;
    }

    @Override
    public int needed(ByteBuffer input) {
        if (input.remaining() < width) {
            return width;
        }
        long length = length(input, input.position());
        // A length of 2^63 or more is negative here.
        if (length < 0 || length > longest) {
            throw new FramingException(
                    Reason.TOO_LONG,
                    "the length prefix tells a message of " + Long.toUnsignedString(length) + " bytes, the limit is "
                            + longest);
        }
        return width + (int) length;
    }

    private long length(ByteBuffer input, int at) {
        boolean swap = input.order() != order;
        return switch (width) {
            case 1 -> Byte.toUnsignedLong(input.get(at));
            case 2 -> Short.toUnsignedLong(swap ? Short.reverseBytes(input.getShort(at)) : input.getShort(at));
            case 4 -> Integer.toUnsignedLong(swap ? Integer.reverseBytes(input.getInt(at)) : input.getInt(at));
            default -> swap ? Long.reverseBytes(input.getLong(at)) : input.getLong(at);
        };
    }

    @Override
    public void end(ByteBuffer input, MessageHandler handler) {
        Cut.refuseRest(this, input);
    }

    @Override
    public int encodedLength(int messageLength) {
        Cut.checkLength(messageLength, longest);
        return width + messageLength;
    }

    @Override
    public void encode(ByteBuffer message, ByteBuffer output) {
        int length = message.remaining();
        Cut.checkRoom(output, encodedLength(length));
        boolean swap = output.order() != order;
        switch (width) {
            case 1 -> output.put((byte) length);
            case 2 -> output.putShort(swap ? Short.reverseBytes((short) length) : (short) length);
            case 4 -> output.putInt(swap ? Integer.reverseBytes(length) : length);
            default -> output.putLong(swap ? Long.reverseBytes(length) : length);
        }
        output.put(message);
    }
}
