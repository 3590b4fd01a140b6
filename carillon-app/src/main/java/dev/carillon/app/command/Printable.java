package dev.carillon.app.command;

import dev.carillon.linux.PathName;
import java.util.HexFormat;

/** Values as one word each: what strangers type, or call their files, must not move the cursor or end the line. */
public final class Printable {
    private static final HexFormat HEX = HexFormat.of();

    private Printable() {}

    public static String of(Object value) {
        return switch (value) {
            case String text -> quoted(text.replace("\\", "\\\\"));
            case PathName name -> quoted(name.toString()); // its backslashes are escapes, or doubled, already
            case Number number -> number.toString();
            default -> of(value.toString());
        };
    }

    /** A text as it is, but that it moves no cursor and ends no line: for where it need not be one word. */
    public static String line(String text) {
        if (text.codePoints().noneMatch(Printable::isHarmful)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(next -> {
            if (isHarmful(next)) {
                out.append("\\u").append(next > 0xFFFF ? HEX.toHexDigits(next) : HEX.toHexDigits((char) next));
            } else {
                out.appendCodePoint(next);
            }
        });
        return out.toString();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        boolean plain = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            plain &= !Character.isWhitespace(next) && next != '"' && next != '=';
            if (next == '"') {
                out.append("\\\"");
            } else if (isHarmful(next)) {
                out.append("\\u").append(HEX.toHexDigits(next));
            } else {
                out.append(next);
            }
        }
        return plain ? out.toString() : "\"" + out + '"';
    }

    /** Control characters, line and paragraph separators, and marks that turn the writing's direction. */
    private static boolean isHarmful(int next) {
        return switch (Character.getType(next)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
