package dev.carillon.loop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts bytes into lines: LF or CRLF ends one. Keeps what is not ended yet, at the most {@link #LONGEST} bytes.
 *
 * <p>A handler that closes its source gets no further line. One that disables it, hands it to a worker or throws gets the
 * rest of the bytes when the source goes on.
 */
public final class Lines implements StreamSource.BytesHandler {
    /** The longest line in bytes; a longer one comes in pieces. */
    public static final int LONGEST = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final StreamSource.LineHandler handler;
    private byte[] kept = new byte[128];
    private int length;

    /** What is not cut yet of the last bytes, because the source is not listening any more. */
    private ByteBuffer rest = NOTHING;

    /**
     * A cutter at the beginning of a line.
     *
     * @param handler gets the lines
     */
    public Lines(StreamSource.LineHandler handler) {
        this.handler = handler;
    }

    @Override
    public void bytes(StreamSource source, ByteBuffer bytes) throws Exception {
        try {
            cut(source, bytes);
        } finally {
            if (bytes.hasRemaining() && source.isOpen()) {
                rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            }
        }
    }

    /** Whether anything is left over. */
    boolean hasRest() {
        return rest.hasRemaining();
    }

    /** Goes on with what was left over when the source stopped listening. */
    void resume(StreamSource source) throws Exception {
        cut(source, rest);
        if (!rest.hasRemaining()) {
            rest = NOTHING;
        }
    }

    private void cut(StreamSource source, ByteBuffer bytes) throws Exception {
        while (bytes.hasRemaining() && source.isListening()) {
            byte next = bytes.get();
            if (next == '\n') {
                flush(source, length > 0 && kept[length - 1] == '\r' ? length - 1 : length);
                if (!source.goesOn()) {
                    return;
                }
            } else {
                append(source, next);
            }
        }
    }

    /** A CR may be the one byte beyond the longest line: what follows tells whether it is of the line or of its end. */
    private void append(StreamSource source, byte next) throws Exception {
        if (length == kept.length && length <= LONGEST) {
            kept = Arrays.copyOf(kept, Math.min(length * 2, LONGEST + 1));
        }
        boolean tooLong = length > LONGEST || length == LONGEST && next != '\r';
        String piece = tooLong ? takePiece() : null;
        kept[length++] = next;
        if (piece != null) {
            handler.line(source, piece);
        }
    }

    private String takePiece() {
        String piece = new String(kept, 0, LONGEST, StandardCharsets.UTF_8);
        System.arraycopy(kept, LONGEST, kept, 0, length - LONGEST);
        length -= LONGEST;
        return piece;
    }

    private void flush(StreamSource source, int end) throws Exception {
        String line = new String(kept, 0, end, StandardCharsets.UTF_8);
        length = 0;
        handler.line(source, line);
    }

    /** Hands out what has no line end, when nothing can follow. */
    void last(StreamSource source) throws Exception {
        if (length > LONGEST) {
            handler.line(source, takePiece());
        }
        if (length > 0 && source.isListening()) {
            flush(source, length);
        }
    }

    @Override
    public void ended(StreamSource source) throws Exception {
        last(source);
        if (source.isOpen()) {
            handler.ended(source);
        }
    }
}
