package dev.carillon.net.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a stream in pieces as a connection does, and checks what every framing promises on the way. */
final class Reader {
    /** The messages as text, a byte a character; then why the stream was refused, if it was. */
    final List<String> seen = new ArrayList<>();

    private final Framing framing;
    private ByteBuffer buffer;
    private boolean refused;

    Reader(Framing framing, ByteBuffer buffer) {
        this.framing = framing;
        this.buffer = buffer.limit(0);
    }

    static ByteBuffer buffer(int variant, int capacity) {
        ByteBuffer buffer = (variant & 1) == 0 ? ByteBuffer.allocate(capacity) : ByteBuffer.allocateDirect(capacity);
        return buffer.order((variant & 2) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    static List<String> readAll(Framing framing, int variant, byte[] stream, int... splits) {
        Reader reader = new Reader(framing, buffer(variant, 8));
        int from = 0;
        for (int split : splits) {
            reader.feed(stream, from, split);
            from = split;
        }
        reader.feed(stream, from, stream.length);
        reader.end();
        return reader.seen;
    }

    void feed(byte[] stream, int from, int to) {
        for (int at = from; at < to && !refused; ) {
            buffer.compact();
            int count = Math.min(to - at, buffer.remaining());
            buffer.put(stream, at, count).flip();
            at += count;
            decode();
        }
    }

    private void decode() {
        boolean found = true;
        while (found && !refused) {
            int before = buffer.position();
            int messages = seen.size();
            guarded(() -> framing.decode(buffer, this::message));
            found = seen.size() > messages;
            // Else a mistake could go round for ever.
            assertThat(buffer.position() > before).isEqualTo(found && !refused);
        }
        if (!refused) {
            int needed = framing.needed(buffer);
            // All limits are small: what is beyond them never needs room.
            assertThat(needed).isGreaterThan(buffer.remaining()).isLessThan(1000);
            makeRoom(needed);
        }
    }

    private void makeRoom(int needed) {
        if (needed > buffer.capacity()) {
            ByteOrder order = buffer.order();
            ByteBuffer larger = buffer.isDirect() ? ByteBuffer.allocateDirect(needed) : ByteBuffer.allocate(needed);
            buffer = larger.put(buffer).flip().order(order);
        }
    }

    void end() {
        if (!refused) {
            guarded(() -> framing.end(buffer, this::message));
            assertThat(buffer.hasRemaining()).isEqualTo(refused);
        }
    }

    private void guarded(Action action) {
        int position = buffer.position();
        int limit = buffer.limit();
        Throwable thrown = catchThrowable(action::run);
        assertThat(buffer.limit()).isEqualTo(limit);
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(FramingException.class);
            assertThat(buffer.position()).isEqualTo(position);
            seen.add(((FramingException) thrown).reason().name());
            refused = true;
        }
    }

    private void message(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        seen.add("<" + new String(bytes, StandardCharsets.ISO_8859_1) + ">");
    }

    private interface Action {
        void run() throws Exception;
    }
}
