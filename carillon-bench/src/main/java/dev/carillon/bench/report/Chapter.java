package dev.carillon.bench.report;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Page;
import java.util.List;
import java.util.Map;

/** A part of the report, of one group. All of it is empty if nothing ran, or if there is no such thing. */
public interface Chapter {
    /** For the terminal. */
    default String text() {
        return "";
    }

    /** For {@code docs/benchmarks}. */
    default String markdown() {
        return "";
    }

    /** The raw figures, by the chapter's name. */
    default Map<String, Object> json() {
        return Map.of();
    }

    /** The same to look at. */
    void addTo(Page page);

    /** What it comes to, a sentence each; nothing is called better that the control run does not bear out. */
    default List<String> findings() {
        return List.of();
    }

    /** What the control runs say: {@link Difference#row}s. */
    default List<List<String>> noise() {
        return List.of();
    }

    /**
     * Bars of all sides that are kept under a name with such a beginning; none if there are none.
     *
     * @param beginning what stands before the side's own name
     */
    static void bars(Page page, Figures figures, String title, String beginning) {
        Bars bars = new Bars(title);
        figures.sides().keySet().stream()
                .filter(side -> side.startsWith(beginning))
                .forEach(side -> {
                    String name = side.substring(beginning.length());
                    bars.add(name, name.startsWith("carillon"), figures.values(side));
                });
        page.bars(bars);
    }
}
