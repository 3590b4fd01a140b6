package dev.carillon.bench.pollers;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a turn costs, by how many descriptors are watched and how many are ready. In each round all sides are started
 * anew and warmed up; each case then goes to one after the other, in another order each round.
 */
public final class PollerBench {
    public static final List<String> MEASURED = List.of("turn", "cpu", "p50", "p99", "p99.9", "max", "add", "remove");

    private static final int SECONDS = 60;

    private final Run run;
    private final Settings settings;
    private final Figures figures;
    private final List<PollerSide> sides;
    private @Nullable Path cPollers;

    /**
     * Measures nothing yet.
     *
     * @param sides those to be measured
     */
    public PollerBench(Run run, List<PollerSide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.figures = run.figures();
        this.sides = sides;
    }

    /** What a figure is kept under. */
    public static String name(String what, PollerCase each, PollerSide side) {
        return "pollers " + what + " " + each.text() + " " + side.text();
    }

    /** Measures all. */
    public void run() {
        cPollers = run.compile("pollers", "pollers");
        try {
            List<PollerCase> cases = affordable();
            run.rounds().each("pollers", "pollers", round -> round(round, cases));
        } catch (Children.Failure e) {
            figures.failed("pollers", e.getMessage());
        }
    }

    /** Those that the limits allow; the others are named. */
    private List<PollerCase> affordable() throws Children.Failure {
        long most = ProcFile.mostDescriptors();
        List<PollerCase> cases = new ArrayList<>();
        for (PollerCase each : PollerCase.all(settings.isQuick(), settings.isBrief())) {
            String reason = each.whyNot(most);
            if (reason.isEmpty()) {
                cases.add(each);
            } else {
                figures.failed("pollers, " + each.text(), reason);
            }
        }
        return cases;
    }

    private void round(int round, List<PollerCase> cases) {
        Map<PollerSide, Dialog> started = new EnumMap<>(PollerSide.class);
        List<PollerSide> order = new ArrayList<>(sides);
        Collections.rotate(order, round);
        try {
            order.forEach(side -> start(started, side));
            for (PollerCase each : cases) {
                for (PollerSide side : order) {
                    Dialog dialog = started.get(side);
                    if (dialog != null) {
                        measure(round, each, side, dialog);
                    }
                }
            }
        } finally {
            started.values().forEach(Dialog::close);
        }
    }

    /** Starts a side, and warms it up. */
    private void start(Map<PollerSide, Dialog> started, PollerSide side) {
        try {
            Dialog dialog = new Dialog(side.text(), side.command(cPollers));
            started.put(side, dialog);
            for (PollerCase each : List.of(new PollerCase(1, 100), new PollerCase(100, 100))) {
                ask(dialog, each, side.isC() ? 1 : settings.depth().of(500, 250));
            }
        } catch (Children.Failure e) {
            figures.failed("pollers, " + side.text(), e.getMessage());
            Dialog failed = started.remove(side);
            if (failed != null) {
                failed.close();
            }
        }
    }

    private void measure(int round, PollerCase each, PollerSide side, Dialog dialog) {
        String name = "pollers, " + each.text() + ", " + side.text();
        String reason = side.whyNot(each.descriptors());
        if (!reason.isEmpty()) {
            figures.failed(name, reason);
            return;
        }
        if (run.isOver()) {
            run.leaveOut(name, round);
            return;
        }
        run.course().say("round " + round + " of " + settings.rounds() + ": " + name);
        try {
            String[] measured = ask(dialog, each, settings.depth().of(150, 150, 100));
            for (int i = 0; i < MEASURED.size(); i++) {
                double value = Double.parseDouble(measured[i + 1]);
                figures.add(name(MEASURED.get(i), each, side), new Figures.Figure(round, value));
            }
        } catch (Children.Failure e) {
            figures.failed(name, e.getMessage());
        }
    }

    private static String[] ask(Dialog dialog, PollerCase each, int millis) throws Children.Failure {
        String question = "measure " + each.ready() + " " + each.descriptors() + " " + millis;
        return dialog.ask(question, "measured ", SECONDS).split(" ", -1);
    }
}
