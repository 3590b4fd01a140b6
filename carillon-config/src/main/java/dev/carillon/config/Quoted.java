package dev.carillon.config;

import java.util.Locale;

/** Texts of a file in messages: of one line, and without what a terminal would obey. */
final class Quoted {
    private static final int LONGEST = 60;

    private Quoted() {}

    /** As it could stand in the file. */
    static String text(String text) {
        boolean isLong = text.codePointCount(0, text.length()) > LONGEST;
        String shown = isLong ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…" : text;
        return "\"" + printable(shown.replace("\\", "\\\\").replace("\"", "\\\"")) + "\"";
    }

    /** A key as it could stand in the file. */
    static String key(String key) {
        return key.matches("[A-Za-z0-9_-]+") ? key : text(key);
    }

    /** Also without what changes the direction of writing. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            boolean isHarmful = type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR;
            if (isHarmful) {
                printable.append(String.format(Locale.ROOT, "\\u%04X", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }
}
