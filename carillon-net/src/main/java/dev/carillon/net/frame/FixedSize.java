package dev.carillon.net.frame;

import java.nio.ByteBuffer;

/** Messages that are all of the same length, with nothing between them. */
public final class FixedSize implements Framing {
    private final int size;

    /**
     * A framing at the beginning of a stream.
     *
     * @param size the length of every message in bytes, 1 or more
     */
    public FixedSize(int size) {
        this.size = Cut.limit(size, 1, 0);
    }

    @Override
    public boolean decode(ByteBuffer input, MessageHandler handler) throws Exception {
        if (input.remaining() < size) {
            return false;
        }
        int start = input.position();
        Cut.handOut(input, start, start + size, start + size, handler);
        return true;
    }

    @Override
    public int needed(ByteBuffer input) {
        return size;
    }

    @Override
    public void end(ByteBuffer input, MessageHandler handler) {
        Cut.refuseRest(this, input);
    }

    @Override
    public int encodedLength(int messageLength) {
        if (messageLength != size) {
            throw new IllegalArgumentException("a message is " + size + " bytes long, not " + messageLength);
        }
        return size;
    }

    @Override
    public void encode(ByteBuffer message, ByteBuffer output) {
        Cut.checkRoom(output, encodedLength(message.remaining()));
        output.put(message);
    }
}
