package dev.carillon.http;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

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

    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private final byte[] memory = new byte[PIECE + LONGEST_FRAME];
    private final ByteBuffer piece = ByteBuffer.wrap(memory);
    private boolean begun;
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
        deflater = new Deflater(level, true);
    }

    @Override
    public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
        if (ended) {
            throw new IllegalStateException("the body has ended");
        }
        begin();
        if (!last && !in.hasRemaining()) {
            return;
        }
        crc.update(in.duplicate());
        deflater.setInput(in);
        if (last) {
            deflater.finish();
        }
        int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
        while (deflate(mode)) {
            handOut(out);
        }
        if (last) {
            end();
        }
        handOut(out);
        in.position(in.limit()); // taken already: the deflater moves it on
    }

    private void begin() {
        if (!begun) {
            begun = true;
            piece.put(HEADER);
        }
    }

    /** False if there was room for all. */
    private boolean deflate(int mode) {
        int room = PIECE - piece.position();
        int count = deflater.deflate(memory, piece.position(), room, mode);
        piece.position(piece.position() + count);
        return count == room;
    }

    private void end() {
        piece.putInt(Integer.reverseBytes((int) crc.getValue()));
        piece.putInt(Integer.reverseBytes((int) deflater.getBytesRead())); // modulo 2^32, RFC 1952 section 2.3.1
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
        deflater.end();
    }
}
