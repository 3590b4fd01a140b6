package dev.carillon.bench.report;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The report to look at. */
public final class ReportPage {
    private static final List<String> NOISE = List.of("the same twice", "ratio", "spread", "noise");

    private final Report report;
    private final Figures figures;
    private final Page page = new Page("Carillon, measured");

    /** @param brief whether it is a small choice only */
    public ReportPage(Report report, String command, Map<String, Object> machine, boolean brief) {
        this.report = report;
        this.figures = report.figures();
        page.text("Measured beside its peers on one machine, the sides in turn and in rounds. A figure is the median of"
                + " the rounds, with the least and the greatest; a ratio is ours by the peer's of the same round."
                + " Something is called faster or slower only where it differs by more than two runs of the same"
                + " thing do, and in every round.");
        if (brief) {
            page.text("This is a small choice over the groups, measured briefly: a first look. "
                    + "\"./carillon bench all\" measures the others, and longer.");
        }
        if (!report.findings().isEmpty()) {
            page.section("What it comes to");
            page.list(report.findings());
        }
        report.chapters().forEach(chapter -> chapter.addTo(page));
        loop();
        noise();
        section("What did not run", figures.failures());
        section("The machine", machine);
        page.section("Repeat it");
        page.lines(command.strip());
    }

    private void section(String heading, Map<String, ?> facts) {
        if (!facts.isEmpty()) {
            page.section(heading);
            List<String> items = new ArrayList<>();
            facts.forEach((fact, value) -> items.add(fact + ": " + value));
            page.list(items);
        }
    }

    private void loop() {
        if (!report.table().isEmpty()) {
            page.section("Comparisons and targets");
            page.table(
                    "Ours and the peer's",
                    1,
                    report.table().head(),
                    report.table().rows());
        }
        report.histograms().forEach(page::lines);
    }

    private void noise() {
        List<List<String>> rows = new ArrayList<>();
        report.chapters().forEach(chapter -> rows.addAll(chapter.noise()));
        if (!rows.isEmpty()) {
            page.section("Noise");
            page.text("How far two runs of the same program were from each other, round by round. What differs by less"
                    + " than that is called the same.");
            page.table("Control runs", 1, NOISE, rows);
        }
    }

    public String html() {
        return page.html();
    }

    public String svg() {
        return page.svg();
    }
}
