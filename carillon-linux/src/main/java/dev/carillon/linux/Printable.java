package dev.carillon.linux;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that are most likely UTF-8 as text that can be printed, and leaves no doubt which bytes it stands for. */
final class Printable {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int LONGEST = 4;
    private static final char UNKNOWN = 0xFFFD; // what a decoder puts in the place of what is no UTF-8
    private static final byte[] UNKNOWN_ITSELF = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final int ZERO_WIDTH_JOINER = 0x200D; // holds letters, and emoji, together

    private Printable() {}

    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (int i = 0; i < bytes.length; ) {
            int length = Math.max(1, lengthOfCharacter(bytes, i));
            int character = character(bytes, i, length);
            if (character == '\\') {
                text.append("\\\\");
            } else if (isShown(character) && lengthOfCharacter(bytes, i) > 0) {
                text.appendCodePoint(character);
            } else {
                escape(bytes, i, length, text);
            }
            i += length;
        }
        return text.toString();
    }

    /** How many bytes the character at an index has; 0 if there is none. */
    private static int lengthOfCharacter(byte[] bytes, int at) {
        if (bytes[at] >= 0) {
            return 1;
        }
        for (int length = 2; length <= LONGEST && at + length <= bytes.length; length++) {
            if (character(bytes, at, length) != UNKNOWN) {
                return length;
            }
        }
        boolean itself = at + UNKNOWN_ITSELF.length <= bytes.length
                && Arrays.equals(bytes, at, at + UNKNOWN_ITSELF.length, UNKNOWN_ITSELF, 0, UNKNOWN_ITSELF.length);
        return itself ? UNKNOWN_ITSELF.length : 0;
    }

    /** The one character that so many bytes are, or {@link #UNKNOWN}. */
    private static int character(byte[] bytes, int at, int length) {
        if (length == 1 && bytes[at] >= 0) {
            return bytes[at];
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        return text.codePointCount(0, text.length()) == 1 ? text.codePointAt(0) : UNKNOWN;
    }

    /** Not what ends a line, moves a cursor, or has letters stand in another order than they are in. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            case Character.FORMAT -> character == ZERO_WIDTH_JOINER;
            default -> true;
        };
    }

    private static void escape(byte[] bytes, int from, int length, StringBuilder text) {
        for (int i = from; i < from + length; i++) {
            text.append("\\x").append(HEX.toHexDigits(bytes[i]));
        }
    }
}
