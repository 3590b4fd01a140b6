package dev.carillon.monitor.source;

/**
 * A line that came from outside.
 *
 * @param text what it says; what was no UTF-8 is replaced
 * @param isCut whether it is a piece of a longer one that does not end with it
 * @param isUnfinished whether what wrote it has gone before its end
 * @param isText whether all of it was UTF-8
 */
public record Line(String text, boolean isCut, boolean isUnfinished, boolean isText) {
    private static final char REPLACEMENT = '\ufffd';

    /** One of which nothing but its text is known. */
    public static Line of(String text) {
        return new Line(text, false, false, text.indexOf(REPLACEMENT) < 0);
    }

    /** Whether it is not what somebody has written as a line. */
    public boolean isBroken() {
        return isCut || isUnfinished || !isText;
    }
}
