package dev.carillon.net.frame;

import dev.carillon.net.frame.FramingException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Messages with their length before them, in as few bytes as it needs: seven bits a byte, the eighth is set if another byte
 * follows. Little-endian is the LEB128 of Protocol Buffers, big-endian the variable-length quantity of MIDI and ASN.1.
 *
 * <p>A length in more bytes than it needs is refused as malformed: one message has one encoding.
 */
public final class VarintPrefix implements Framing {
    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private final boolean littleEndian;
    private final int longest;
    private final int widest;

    /**
     * A framing at the beginning of a stream.
     *
     * @param order which seven bits of the length come first
     * @param longest the limit: a message's length in bytes, 0 or more
     */
    public VarintPrefix(ByteOrder order, int longest) {
        this.littleEndian = order == ByteOrder.LITTLE_ENDIAN;
        this.widest = width(Math.max(longest, 0));
        this.longest = Cut.limit(longest, 0, widest);
    }

    /** How many bytes a length takes. */
    private static int width(int length) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(length | 1);
        return (bits + BITS - 1) / BITS;
    }

    @Override
    public boolean decode(ByteBuffer input, MessageHandler handler) throws Exception {
        int length = needed(input);
        if (input.remaining() < length) {
            return false;
        }
        int start = input.position();
        int prefix = prefixWidth(input, start);
        Cut.handOut(input, start + prefix, start + length, start + length, handler);
        return true;
    }

    private static int prefixWidth(ByteBuffer input, int start) {
        int at = start;
        while ((input.get(at) & MORE) != 0) {
            at++;
        }
        return at + 1 - start;
    }

    @Override
    public int needed(ByteBuffer input) {
        int start = input.position();
        int available = Math.min(input.remaining(), widest);
        long length = 0; // 35 bits in the widest prefix
        for (int i = 0; i < available; i++) {
            int next = Byte.toUnsignedInt(input.get(start + i));
            int bits = next & MORE - 1;
            length = littleEndian ? length | (long) bits << i * BITS : length << BITS | bits;
            if (next < MORE) {
                return i + 1 + checked(length, i + 1);
            }
        }
        if (available == widest) {
            throw new FramingException(
                    Reason.TOO_LONG,
                    "the length prefix goes on after " + widest + " bytes, the limit of " + longest + " takes no more");
        }
        return available + 1;
    }

    private int checked(long length, int prefix) {
        if (length > longest) {
            throw new FramingException(
                    Reason.TOO_LONG,
                    "the length prefix tells a message of " + length + " bytes, the limit is " + longest);
        }
        if (prefix > width((int) length)) {
            throw new FramingException(
                    Reason.MALFORMED,
                    "the length prefix has " + prefix + " bytes, a length of " + length + " needs fewer");
        }
        return (int) length;
    }

    @Override
    public void end(ByteBuffer input, MessageHandler handler) {
        Cut.refuseRest(this, input);
    }

    @Override
    public int encodedLength(int messageLength) {
        Cut.checkLength(messageLength, longest);
        return width(messageLength) + messageLength;
    }

    @Override
    public void encode(ByteBuffer message, ByteBuffer output) {
        int length = message.remaining();
        Cut.checkRoom(output, encodedLength(length));
        int prefix = width(length);
        for (int i = 0; i < prefix; i++) {
            int shift = BITS * (littleEndian ? i : prefix - 1 - i);
            output.put((byte) (length >>> shift & MORE - 1 | (i < prefix - 1 ? MORE : 0)));
        }
        output.put(message);
    }
}
