package dev.carillon.bench.report;

import dev.carillon.bench.plot.Page;
import java.util.List;

/** A part of the report, of one group. All of it is empty if nothing ran. */
public interface Chapter {
    /** Its name in the raw figures. */
    String name();

    /** For the terminal. */
    String text();

    /** For {@code docs/benchmarks}. */
    String markdown();

    /** The raw figures, for {@link Json}. */
    Object json();

    /** The same to look at. */
    void addTo(Page page);

    /** What it comes to, a sentence each; nothing is called better that the control run does not bear out. */
    List<String> findings();

    /** What the control runs say: {@link Difference#row}s. */
    List<List<String>> noise();
}
