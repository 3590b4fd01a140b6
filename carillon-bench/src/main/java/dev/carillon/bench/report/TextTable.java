package dev.carillon.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table with a head, as text and as Markdown: the first columns to the left, figures to the right. */
public final class TextTable {
    private final int left;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param left how many columns are words */
    public TextTable(int left, List<String> head) {
        this.left = left;
        this.head = head;
    }

    public void add(List<String> cells) {
        rows.add(cells);
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public List<String> head() {
        return head;
    }

    public List<List<String>> rows() {
        return rows;
    }

    public String text() {
        int[] widths = new int[head.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .max()
                    .orElse(0);
            widths[i] = Math.max(widths[i], head.get(i).length());
        }
        StringBuilder text = new StringBuilder();
        appendLine(text, head, widths);
        rows.forEach(row -> appendLine(text, row, widths));
        return text.toString();
    }

    private void appendLine(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(String.format(Locale.ROOT, (i < left ? "%-" : "%") + widths[i] + "s  ", cells.get(i)));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", head)).append(" |\n");
        text.append("|---".repeat(left))
                .append("|--:".repeat(head.size() - left))
                .append("|\n");
        for (List<String> row : rows) {
            text.append("| ").append(String.join(" | ", row)).append(" |\n");
        }
        return text.toString();
    }
}
