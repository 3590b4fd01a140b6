package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;

/** Bytes that tell their place in a stream, so that a lost, doubled or moved one is noticed without keeping a copy. */
final class Pattern {
    private final long stream;
    private long position;

    /** @param stream streams of different numbers have different bytes */
    Pattern(long stream) {
        this.stream = stream;
    }

    /** How many bytes were made or checked. */
    long position() {
        return position;
    }

    private byte next() {
        long mixed = (position++ + stream * 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        return (byte) (mixed >>> 56);
    }

    /** Makes the next bytes of the stream. */
    ByteBuffer make(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = next();
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Goes back over bytes that were made and not sent. */
    void unmake(int count) {
        position -= count;
    }

    /** Takes bytes from a buffer, which must be the next of the stream. */
    void check(ByteBuffer bytes, int count) {
        for (int i = 0; i < count; i++) {
            long at = position;
            byte wanted = next();
            byte found = bytes.get();
            if (found != wanted) {
                assertThat(found).as("byte %d of stream %d", at, stream).isEqualTo(wanted);
            }
        }
    }

    /** Takes all that is left in a buffer. */
    void check(ByteBuffer bytes) {
        check(bytes, bytes.remaining());
    }
}
