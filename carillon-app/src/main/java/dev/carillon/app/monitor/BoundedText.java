package dev.carillon.app.monitor;

import java.util.List;

/** Lines of which there may be too many: of each kind so much room is taken, no line is cut, and those left out are counted. */
final class BoundedText {
    private static final int LONGEST_LINE = 1000;

    private final StringBuilder text = new StringBuilder();

    /** Adds a line. */
    BoundedText line(String line) {
        text.append(shortened(line)).append('\n');
        return this;
    }

    /**
     * Adds lines of a kind.
     *
     * @param room how many characters they may take
     */
    BoundedText lines(List<String> lines, int room) {
        int end = text.length() + room;
        for (int i = 0; i < lines.size(); i++) {
            String line = shortened(lines.get(i));
            if (text.length() + line.length() >= end) {
                return line("  and " + (lines.size() - i) + " more");
            }
            line(line);
        }
        return this;
    }

    /** One that is too long is somebody's text, and says so in its first words. */
    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + " …";
    }

    @Override
    public String toString() {
        return text.toString().stripTrailing();
    }
}
