package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The barrel: the last ten minutes, a lane a source, the height how much there was in each part of it. */
final class RollRows {
    /** As many lanes as are seen without scrolling. */
    static final int LANES = 8;

    private static final int SECONDS = 600;
    private static final int MARK = 2;
    private static final int NAME = 18;
    private static final String HEIGHTS = "▁▂▃▄▅▆▇█";

    private RollRows() {}

    static List<Row> rows(Seen seen, View view) {
        int begin = MARK + NAME + 1;
        int said = said(view);
        int width = view.columns() - begin - said - 1;
        List<Row> rows = new ArrayList<>();
        rows.add(new Row()
                .at(0, begin, Ink.STRONG, "The barrel")
                .at(begin, width, Ink.DIM, "10 min ago")
                .at(begin + width / 2 - 3, 5, Ink.DIM, "5 min")
                .right(begin, width, Ink.DIM, "now")
                .at(begin + width + 1, said, Ink.DIM, "it said"));
        if (seen.lanes().isEmpty()) {
            rows.add(new Row().at(MARK, view.columns() - MARK, Ink.DIM, "nothing has happened in it"));
        }
        seen.lanes().entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, Told> lane) -> -sum(lane.getValue())))
                .limit(LANES)
                .forEach(lane -> rows.add(lane(lane.getKey(), counts(lane.getValue(), width), seen, view)));
        return rows;
    }

    private static Row lane(String name, double[] counts, Seen seen, View view) {
        int begin = MARK + NAME + 1;
        Ink ink = seen.inkOf(name);
        Row row = new Row()
                .at(0, 1, ink, seen.shapeOf(name))
                .at(MARK, NAME, Ink.PLAIN, name)
                .at(begin, counts.length, ink, drawn(counts));
        seen.sources().stream()
                .filter(source -> source.text("name").equals(name))
                .findFirst()
                .ifPresent(source -> row.at(begin + counts.length + 1, said(view), Ink.PLAIN, SourceRows.said(source)));
        return row;
    }

    /** Room for what a source has said last. */
    private static int said(View view) {
        return 14 + (view.columns() - View.LEAST_COLUMNS) / 4;
    }

    private static double sum(Told lane) {
        return lane.numbers("s").stream().mapToDouble(second -> second[1]).sum();
    }

    /** How much there was in each part of the ten minutes. */
    private static double[] counts(Told lane, int parts) {
        double[] counts = new double[parts];
        for (double[] second : lane.numbers("s")) {
            int part = (int) ((second[0] + SECONDS) * parts / SECONDS);
            counts[Math.clamp(part, 0, parts - 1)] += second[1];
        }
        return counts;
    }

    private static String drawn(double[] counts) {
        double most = 1;
        for (double count : counts) {
            most = Math.max(most, count);
        }
        StringBuilder drawn = new StringBuilder();
        for (double count : counts) {
            int height = (int) Math.round((HEIGHTS.length() - 1) * count / most);
            drawn.append(count == 0 ? ' ' : HEIGHTS.charAt(height));
        }
        return drawn.toString().stripTrailing();
    }
}
