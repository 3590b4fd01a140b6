package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.List;

/** What a screen shows already, and so what has to be written for it to show something else: the lines that are others. */
final class Paint {
    private static final String ESCAPE = "\u001b[";

    private final boolean isColoured;
    private List<String> shown = List.of();

    Paint(boolean isColoured) {
        this.isColoured = isColoured;
    }

    /** Nothing is known of what it shows: the next time all is written. */
    void forget() {
        shown = List.of();
    }

    /** What is to be written for these lines, from the first one on; empty if it shows them. */
    String lines(List<Row> rows) {
        List<String> lines = new ArrayList<>();
        StringBuilder changed = new StringBuilder();
        for (int i = 0; i < Math.max(rows.size(), shown.size()); i++) {
            String line = i < rows.size() ? rows.get(i).ansi(isColoured) : "";
            lines.add(line);
            if (i >= shown.size() || !line.equals(shown.get(i))) {
                changed.append(ESCAPE)
                        .append(i + 1)
                        .append(";1H")
                        .append(ESCAPE)
                        .append('K')
                        .append(line);
            }
        }
        shown = lines;
        return changed.toString();
    }
}
