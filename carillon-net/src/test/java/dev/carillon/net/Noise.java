package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Two streams of bytes that tell their place, so that what is lost, doubled or moved is noticed: one for each direction. */
enum Noise {
    /** What the connection sends. */
    OUTGOING(0),
    /** What its peer sends. */
    INCOMING(1 << 20);

    private static final int LONGEST = 1 << 20;
    private static final byte[] BYTES = new byte[2 * LONGEST];
    private static final ByteBuffer DIRECT = ByteBuffer.allocateDirect(2 * LONGEST);

    static {
        new Random(1).nextBytes(BYTES);
        DIRECT.put(0, BYTES);
    }

    private final int offset;

    Noise(int offset) {
        this.offset = offset;
    }

    /** The bytes of a place; for the kernel's hands. */
    ByteBuffer at(long position, int count) {
        return DIRECT.slice(offset + (int) position, count);
    }

    /** The same in an array. */
    ByteBuffer arrayAt(long position, int count) {
        return ByteBuffer.wrap(BYTES, offset + (int) position, count).slice();
    }

    /** Whether bytes are those of a place. */
    void check(String what, long position, ByteBuffer bytes) {
        ByteBuffer wanted = ByteBuffer.wrap(BYTES, offset + (int) position, bytes.remaining());
        int wrong = wanted.mismatch(bytes);
        if (wrong >= 0) {
            assertThat(wrong)
                    .as("%s: the first wrong byte of %d, which begin at %d", what, bytes.remaining(), position)
                    .isNegative();
        }
    }

    /** A file of which each region has the bytes of the same place of {@link #OUTGOING}. */
    static Path file() {
        try {
            Path file = Files.createTempFile("carillon-matrix", ".bin");
            file.toFile().deleteOnExit();
            return Files.write(file, BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
