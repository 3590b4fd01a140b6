package dev.carillon.monitor.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts bytes into lines, and says of each whether it is whole. The loop has one that does not say that. What comes while it is
 * stopped it keeps: that is a read's worth, as then nobody reads.
 */
final class LineCutter {
    /** Bytes; a longer line comes in pieces. */
    static final int LONGEST = 64 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final char REPLACEMENT = '\ufffd';

    private final Consumer<Line> taker;
    private byte[] kept = new byte[256];
    private int length;
    private ByteBuffer rest = NOTHING;
    private boolean isStopped;
    private boolean isEnding;
    /** The last piece was one of a line that goes on. */
    private boolean isWithin;

    LineCutter(Consumer<Line> taker) {
        this.taker = taker;
    }

    void take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && !isStopped) {
            append(bytes.get());
        }
        if (bytes.hasRemaining()) {
            rest = ByteBuffer.allocate(rest.remaining() + bytes.remaining())
                    .put(rest)
                    .put(bytes)
                    .flip();
        }
    }

    /** Nothing is told from now on, also of what comes with the line that is told now; but for what comes with an end. */
    void stop() {
        isStopped = !isEnding;
    }

    /** Goes on with what came since. */
    void goOn() {
        isStopped = false;
        ByteBuffer bytes = rest;
        rest = NOTHING;
        take(bytes);
    }

    /** What wrote is gone. */
    void end() {
        isEnding = true;
        goOn();
        if (length > 0) {
            tell(false, true);
        }
        isWithin = false;
    }

    private void append(byte next) {
        if (next == '\n') {
            if (length > 0 && kept[length - 1] == '\r') {
                length--;
            }
            tell(false, false);
            return;
        }
        if (length == LONGEST) {
            tell(true, false);
        }
        if (length == kept.length) {
            kept = Arrays.copyOf(kept, length * 2);
        }
        kept[length++] = next;
    }

    /** The last piece of a line that was too long is not whole either. */
    private void tell(boolean goesOn, boolean isUnfinished) {
        boolean isCut = goesOn || isWithin;
        isWithin = goesOn;
        String text = new String(kept, 0, length, StandardCharsets.UTF_8);
        boolean isText = text.indexOf(REPLACEMENT) < 0 || isText();
        length = 0;
        taker.accept(new Line(text, isCut, isUnfinished, isText));
    }

    private boolean isText() {
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        try {
            strict.decode(ByteBuffer.wrap(kept, 0, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
