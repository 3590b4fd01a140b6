package dev.carillon.bench.load;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tables of what was measured in lockstep: CPU time a message, and nothing else.
 *
 * @param <L> a load
 * @param <S> the servers
 */
public abstract class LockstepChapter<L extends Named, S extends Enum<S> & Named> implements Chapter {
    private final LockstepFigures<L, S> figures;
    private final Words words;

    /**
     * What it is called.
     *
     * @param name as a heading
     * @param within in a sentence
     * @param noise in the table of noise
     * @param message what a server answers
     * @param about what the tables say; {@code %s} is whose CPU time is 1
     * @param key of the raw figures
     */
    public record Words(String name, String within, String noise, String message, String about, String key) {}

    protected LockstepChapter(LockstepFigures<L, S> figures, Words words) {
        this.figures = figures;
        this.words = words;
    }

    /** Whether a target of ours is met; a dash for those that have none. */
    protected abstract String verdict(L load, S side);

    /** Whose figures ours are put beside in a sentence. */
    protected abstract List<S> peers();

    /** Whether it is ours, which a plot shows. */
    protected abstract boolean isOurs(S side);

    /** More plots, between the bars and the table. */
    protected void addPlotsTo(Page page) {
        // Bars are enough.
    }

    protected static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private List<String> head() {
        return List.of(
                "load",
                "server",
                "passes",
                "10 % ns",
                "25 % ns",
                "50 % ns",
                "/ " + figures.base().text(),
                "spread",
                "is",
                "target met?");
    }

    private String about() {
        return format(words.about, figures.base().text());
    }

    private TextTable table() {
        TextTable table = new TextTable(2, head());
        for (L load : figures.loads()) {
            figures.sides(load).forEach(side -> table.add(cells(load, side)));
        }
        return table;
    }

    private List<String> cells(L load, S side) {
        double[] ratios = figures.ratios(load, side, figures.base());
        double passes =
                figures.of(load, side).stream().mapToInt(LockstepFigure::passes).sum();
        boolean base = side == figures.base() || ratios.length == 0;
        return List.of(
                load.text(),
                side.text(),
                format("%,.0f", passes),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p10))),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p25))),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p50))),
                base ? "-" : format("%.3f", Figures.median(ratios)),
                base ? "-" : format("%.3f .. %.3f", ratios[0], ratios[ratios.length - 1]),
                base ? "-" : Difference.of(ratios, figures.control(load)).asTimes(),
                verdict(load, side));
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    @Override
    public final String text() {
        String title = "\n%s on one CPU: CPU time a %s, by the server's own clock\n\n";
        return isEmpty() ? "" : format(title, words.within, words.message) + table().text();
    }

    @Override
    public final String markdown() {
        return isEmpty() ? "" : "\n## " + words.name + "\n\n" + about() + "\n\n" + table().markdown();
    }

    @Override
    public final Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (L load : figures.loads()) {
            Map<String, Object> sides = new LinkedHashMap<>();
            figures.sides(load).forEach(side -> sides.put(side.text(), figures.of(load, side)));
            all.put(load.text(), sides);
        }
        return isEmpty() ? Map.of() : Map.of(words.key, all);
    }

    @Override
    public final void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section(words.name);
        page.text(about());
        for (L load : figures.loads()) {
            Bars bars = new Bars("In lockstep, " + load.text() + ": CPU time by that of "
                    + figures.base().text());
            figures.sides(load)
                    .forEach(side -> bars.add(side.text(), isOurs(side), figures.ratios(load, side, figures.base())));
            page.bars(bars);
        }
        addPlotsTo(page);
        page.table("All figures in lockstep", 2, head(), table().rows());
    }

    @Override
    public final List<String> findings() {
        S ours = figures.twice().getFirst().server();
        List<String> findings = new ArrayList<>();
        for (L load : figures.loads()) {
            for (S peer : peers()) {
                double[] ratios = figures.ratios(load, ours, peer);
                if (ratios.length > 0) {
                    findings.add(format(
                            "%s, %s: %s takes %.2f times the CPU time of %s: %s.",
                            words.name,
                            load.text(),
                            ours.text(),
                            Figures.median(ratios),
                            peer.text(),
                            Difference.of(ratios, figures.control(load)).asTimes()));
                }
            }
        }
        return findings;
    }

    @Override
    public final List<List<String>> noise() {
        List<List<String>> rows = new ArrayList<>();
        for (L load : figures.loads()) {
            for (LockstepFigures.Twice<S> server : figures.twice()) {
                String what = words.noise + ", " + load.text() + ", "
                        + server.server().text();
                rows.addAll(Difference.row(what, figures.apart(load, server)));
            }
        }
        return rows;
    }
}
