package dev.carillon.app.top;

import dev.carillon.app.command.Printable;
import java.util.ArrayList;
import java.util.List;

/** A line of the screen: texts in their places, none of which can move another. */
final class Row {
    private static final String ESCAPE = "\u001b[";
    /** After what is written from the right, or a terminal that turns it would turn the numbers behind it, too. */
    private static final char LEFT_TO_RIGHT_MARK = '\u200e';

    private final List<Cell> cells = new ArrayList<>();
    private int end;

    /** A text that is cut to its width already. */
    private record Cell(int column, Ink ink, String text) {
        int end() {
            return column + Cells.of(text);
        }
    }

    /** Puts a text at a column, from 0 on, no wider than a width. */
    Row at(int column, int width, Ink ink, String text) {
        return put(column, ink, Cells.cut(Printable.line(text), width));
    }

    /** The same, at the right end of its width. */
    Row right(int column, int width, Ink ink, String text) {
        String cut = Cells.cut(Printable.line(text), width);
        return put(column + width - Cells.of(cut), ink, cut);
    }

    /** Puts a text behind the last one. */
    Row then(int width, Ink ink, String text) {
        return at(end, width - end, ink, text);
    }

    private Row put(int column, Ink ink, String text) {
        if (!text.isEmpty()) {
            Cell cell = new Cell(column, ink, text);
            cells.add(cell);
            end = cell.end();
        }
        return this;
    }

    /** Where the last text ends. */
    int end() {
        return end;
    }

    /** As lines of text are, without a way to place anything. */
    String plain() {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Cell cell : cells) {
            out.repeat(' ', Math.max(0, cell.column() - at)).append(cell.text());
            at = Math.max(at, cell.column()) + Cells.of(cell.text());
        }
        return out.toString().stripTrailing();
    }

    /** With what places and colours it, for the line in which the cursor is. */
    String ansi(boolean isColoured) {
        StringBuilder out = new StringBuilder();
        for (Cell cell : cells) {
            out.append(ESCAPE).append(cell.column() + 1).append('G');
            String codes = cell.ink().codes(isColoured);
            if (!codes.isEmpty()) {
                out.append(ESCAPE).append(codes).append('m');
            }
            out.append(cell.text());
            if (Cells.isRightToLeft(cell.text())) {
                out.append(LEFT_TO_RIGHT_MARK);
            }
            if (!codes.isEmpty()) {
                out.append(ESCAPE).append("0m");
            }
        }
        return out.toString();
    }

    /** A text in as many lines as it needs, broken between words, the first at one column and all others at another. */
    static List<Row> paragraph(int width, int first, int indent, Ink ink, String text) {
        List<Row> rows = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int left = first;
        for (String word : Printable.line(text).split(" ", -1)) {
            if (!line.isEmpty() && left + Cells.of(line.toString()) + 1 + Cells.of(word) > width) {
                rows.add(new Row().put(left, ink, line.toString()));
                line.setLength(0);
                left = indent;
            }
            line.append(line.isEmpty() ? "" : " ").append(Cells.cut(word, width - indent));
        }
        rows.add(new Row().put(left, ink, line.toString()));
        return rows;
    }
}
