package dev.carillon.http.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A line that is being put together, in bytes that are used again for the next one. Grows to what the longest line needed, which the
 * limits of a request's head bound.
 */
final class LogLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST = 512;

    private byte[] bytes = new byte[FIRST];
    private int length;

    LogLine clear() {
        length = 0;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Text of our own, ASCII. */
    LogLine text(String ascii) {
        ensure(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    LogLine character(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LogLine number(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            return text(Long.toString(value));
        }
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Somebody else's text: what is not printable ASCII becomes {@code \xHH}, and so does what would end a quoted field. */
    LogLine escaped(String foreign) {
        return escaped(foreign, "\\x", ' ');
    }

    /** The same of what has no quotation marks around it, so that a blank would end it. */
    LogLine escapedWord(String foreign) {
        return escaped(foreign, "\\x", '!');
    }

    /** The same as JSON wants it, by four hexadecimal digits. */
    LogLine jsonEscaped(String foreign) {
        return escaped(foreign, "\\u00", ' ');
    }

    private LogLine escaped(String foreign, String escape, char firstPlain) {
        for (int i = 0; i < foreign.length(); i++) {
            char c = foreign.charAt(i);
            if (c >= firstPlain && c < 0x7f && c != '"' && c != '\\') {
                character(c);
            } else if (c <= 0xff) {
                text(escape).hex(c >>> 4).hex(c);
            } else {
                text("\\u").hex(c >>> 12).hex(c >>> 8).hex(c >>> 4).hex(c);
            }
        }
        return this;
    }

    private LogLine hex(int digit) {
        ensure(1);
        bytes[length++] = HEX[digit & 0xf];
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
