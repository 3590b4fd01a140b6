package dev.carillon.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Codes a body with gzip (RFC 1952) as it goes by. What a piece has brought comes out with that piece, so that a client sees
 * what a handler has written also while the handler waits for more; many tiny pieces are coded badly therefore.
 *
 * <p>It holds a quarter of a MiB outside of the heap from the first piece to the last, or to {@link #close}.
 */
public final class GzipEncoder implements BodyEncoder {
    private static final int PIECE = 8 * 1024;
    private static final int LONGEST_FRAME = 18;
    private static final byte[] HEADER = {0x1F, (byte) 0x8B, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xFF};

    private final int level;
    private @Nullable Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] memory = new byte[PIECE + LONGEST_FRAME];
    private final ByteBuffer piece = ByteBuffer.wrap(memory);
    private boolean ended;

    /**
     * An encoder for one body.
     *
     * @param level how hard it tries, 1 (fast) to 9 (small)
     */
    public GzipEncoder(int level) {
        if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
            throw new IllegalArgumentException("a level of compression is 1 to 9, not " + level);
        }
        this.level = level;
    }

    @Override
    public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        if (!last && !in.hasRemaining()) {
            return;
        }
        Deflater packer = begun();
        crc.update(in.duplicate());
        packer.setInput(in); // which moves its position on
        if (last) {
            packer.finish();
        }
        int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
        while (deflate(packer, mode)) {
            handOut(out);
        }
        if (last) {
            end(packer);
        }
        handOut(out);
    }

    /** Not before there is something to pack: many an encoder is made for an answer without a body. */
    private Deflater begun() {
        Deflater present = deflater;
        if (present == null) {
            deflater = present = new Deflater(level, true);
            piece.put(HEADER);
        }
        return present;
    }

    /** False if there was room for all. */
    private boolean deflate(Deflater packer, int mode) {
        int room = PIECE - piece.position();
        int count = packer.deflate(memory, piece.position(), room, mode);
        piece.position(piece.position() + count);
        return count == room;
    }

    private void end(Deflater packer) {
        piece.putInt(Integer.reverseBytes((int) crc.getValue()));
        piece.putInt(Integer.reverseBytes((int) packer.getBytesRead())); // modulo 2^32, RFC 1952 section 2.3.1
        close();
    }

    private void handOut(Consumer<ByteBuffer> out) {
        if (piece.position() > 0) {
            out.accept(piece.flip());
            piece.clear();
        }
    }

    @Override
    public void close() {
        ended = true;
        Deflater present = deflater;
        if (present != null) {
            present.end();
        }
    }
}
