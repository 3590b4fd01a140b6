package dev.carillon.loop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts bytes into lines: LF or CRLF ends one. Keeps what is not ended yet, at the most {@link #LONGEST} bytes.
 */
public final class Lines implements StreamSource.BytesHandler {
    /** The longest line in bytes; a longer one comes in pieces. */
    public static final int LONGEST = 64 * 1024;

    private final StreamSource.LineHandler handler;
    private byte[] kept = new byte[128];
    private int length;

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
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                flush(source, length > 0 && kept[length - 1] == '\r' ? length - 1 : length);
            } else {
                append(source, next);
            }
        }
    }

    private void append(StreamSource source, byte next) throws Exception {
        if (length == LONGEST) {
            flush(source, length);
        }
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, Math.min(length * 2, LONGEST));
        }
        kept[length++] = next;
    }

    private void flush(StreamSource source, int end) throws Exception {
        String line = new String(kept, 0, end, StandardCharsets.UTF_8);
        length = 0;
        handler.line(source, line);
    }

    @Override
    public void ended(StreamSource source) throws Exception {
        if (length > 0) {
            flush(source, length);
        }
        handler.ended(source);
    }
}
