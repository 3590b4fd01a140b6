package dev.carillon.bench.monitor;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.machine.ProcessCpu;
import dev.carillon.bench.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long monitors take from what happens to the first instruction of the program that they start for it, at rest and with
 * every CPU busy; and what they cost when nothing happens. Ours runs as users start it, by {@code ./carillon}.
 */
public final class MonitorBench {
    static final List<String> STATES = List.of("", "busy ");
    /** A line, so often that the worst of a hundred can be told. */
    static final String OFTEN = "often ";

    private static final String KEPT = "monitor ";
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MIB = 1 << 20;
    private static final int READY_MILLIS = 60_000;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int AGAIN_MILLIS = 300;

    private final Run run;
    private final Figures figures;
    private final List<MonitorSide> sides;
    private @Nullable Path marker;
    private @Nullable Path lean;

    /** Measures nothing yet. */
    public MonitorBench(Run run, List<MonitorSide> sides) {
        this.run = run;
        this.sides = sides;
        this.figures = run.figures();
    }

    static String name(String what, String state, Trial trial, MonitorSide side) {
        return KEPT + state + what + " " + trial + " " + side.text();
    }

    static String rest(String what, MonitorSide side) {
        return KEPT + what + " " + side.text();
    }

    /** Measures all. */
    public void run() {
        marker = run.compile("marker", "monitor");
        lean = run.compile("monitor", "monitor");
        if (marker == null || lean == null) {
            return;
        }
        run.rounds().each("monitor", "monitors", this::round);
    }

    private void round(int round) {
        for (Trial trial : Trial.values()) {
            for (MonitorSide side : sides) {
                if (!side.does(trial)) {
                    continue;
                }
                if (run.isOver()) {
                    run.leaveOut("monitor, " + side.text() + ", " + trial.text(), round);
                    continue;
                }
                try {
                    measure(round, trial, side);
                } catch (Children.Failure e) {
                    figures.failed("monitor, " + side.text() + ", " + trial.text(), e.getMessage());
                }
            }
        }
    }

    private void measure(int round, Trial trial, MonitorSide side) throws Children.Failure {
        try (Place place = Place.make(marker);
                Marks marks = new Marks(place.marks());
                Started monitor =
                        new Started(side.command(trial, place, run.settings().home(), lean), place)) {
            Happening happening = new Happening(trial, place, marks);
            happening.untilReady(monitor);
            add(round, "", trial, side, happening.millis(times(trial)));
            if (trial == Trial.LINE) {
                add(
                        round,
                        OFTEN,
                        trial,
                        side,
                        happening.millis(run.settings().depth().of(1000, 100)));
            }
            rest(round, side, monitor);
            try (Busy busy = new Busy()) {
                add(round, "busy ", trial, side, happening.millis(times(trial)));
            }
        }
    }

    private void add(int round, String state, Trial trial, MonitorSide side, double[] sorted) {
        figures.add(name("p50", state, trial, side), new Figures.Figure(round, sorted[sorted.length / 2]));
        figures.add(name("p90", state, trial, side), new Figures.Figure(round, sorted[sorted.length * 9 / 10]));
        figures.add(name("p99", state, trial, side), new Figures.Figure(round, sorted[sorted.length * 99 / 100]));
    }

    private int times(Trial trial) {
        return trial == Trial.CRASH
                ? run.settings().depth().of(9, 3)
                : run.settings().depth().of(41, 11);
    }

    private void rest(int round, MonitorSide side, Started monitor) throws Children.Failure {
        pause(TimeUnit.SECONDS.toMillis(1));
        List<Long> pids = monitor.processes();
        List<ProcessCpu> before = new ArrayList<>();
        for (long pid : pids) {
            before.add(ProcessCpu.of(pid));
        }
        long wakes = wakes(pids);
        long began = System.nanoTime();
        pause(run.settings().depth().of(10_000, 2_000));
        double seconds = (System.nanoTime() - began) / 1e9;
        double nanos = 0;
        for (int i = 0; i < pids.size(); i++) {
            nanos += ProcessCpu.of(pids.get(i)).nanosSince(before.get(i));
        }
        figures.add(rest("cpu", side), new Figures.Figure(round, nanos / NANOS_PER_MILLI / seconds));
        figures.add(rest("wakes", side), new Figures.Figure(round, (wakes(pids) - wakes) / seconds));
        double bytes = 0;
        for (long pid : pids) {
            bytes += ProcFile.residentBytes(pid);
        }
        figures.add(rest("rss", side), new Figures.Figure(round, bytes / BYTES_PER_MIB));
    }

    private static long wakes(List<Long> pids) {
        return pids.stream().mapToLong(ProcFile::sleeps).sum();
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** A monitor in the foreground; ends with all that it has started. */
    private static final class Started implements AutoCloseable {
        private final Process process;
        private final Path said;

        Started(List<String> command, Place place) throws Children.Failure {
            said = place.directory().resolve("said");
            try {
                process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
            } catch (IOException e) {
                throw new Children.Failure(e.getMessage());
            }
        }

        boolean isThere() {
            return process.isAlive();
        }

        String said() {
            try {
                List<String> lines = Files.readAllLines(said);
                return String.join(" | ", lines.subList(0, Math.min(lines.size(), 3)));
            } catch (IOException e) {
                return "";
            }
        }

        /** It and all that it runs by, but for the markers. */
        List<Long> processes() {
            return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .filter(each -> each.info().command().stream().noneMatch(name -> name.endsWith("/marker")))
                    .map(ProcessHandle::pid)
                    .toList();
        }

        @Override
        public void close() {
            List<ProcessHandle> all = process.descendants().toList();
            process.destroy();
            try {
                if (!process.waitFor(2, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Something that happens again and again. */
    private static final class Happening {
        private final Trial trial;
        private final Place place;
        private final Marks marks;
        private long kept;
        private int count;

        Happening(Trial trial, Place place, Marks marks) {
            this.trial = trial;
            this.place = place;
            this.marks = marks;
        }

        /** It happens until the monitor does what it is to do; then until it has done so for everything. */
        void untilReady(Started monitor) throws Children.Failure {
            Marks.Mark mark = null;
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLIS);
            while (mark == null) {
                if (!monitor.isThere() || System.nanoTime() > end) {
                    throw new Children.Failure("it does nothing: " + monitor.said());
                }
                if (trial != Trial.CRASH) {
                    happen();
                }
                mark = marks.await(AGAIN_MILLIS);
            }
            while (mark != null) {
                kept = mark.pid();
                mark = marks.await(2L * trial.rest() + AGAIN_MILLIS);
            }
        }

        /** Milliseconds from what happens to the program's beginning, so many, sorted. */
        double[] millis(int times) throws Children.Failure {
            double[] millis = new double[times];
            for (int i = 0; i < times; i++) {
                pause(trial.rest());
                long began = happen();
                Marks.Mark mark = marks.await(PATIENCE_MILLIS);
                if (mark == null) {
                    throw new Children.Failure("it did nothing the " + (i + 1) + "th time");
                }
                kept = mark.pid();
                millis[i] = (mark.nanos() - began) / NANOS_PER_MILLI;
            }
            Arrays.sort(millis);
            return millis;
        }

        private long happen() throws Children.Failure {
            long now = System.nanoTime();
            try {
                switch (trial) {
                    case CRASH -> ProcessHandle.of(kept).ifPresent(ProcessHandle::destroyForcibly);
                    case FILE -> Files.writeString(place.watched().resolve("file" + count++ % 10), "written\n");
                    case LINE -> Files.writeString(place.sensor(), "70\n81\n", StandardOpenOption.WRITE);
                }
            } catch (IOException e) {
                throw new Children.Failure(e.getMessage());
            }
            return now;
        }
    }

    /** Has every CPU be busy. */
    private static final class Busy implements AutoCloseable {
        private final List<Process> loops = new ArrayList<>();

        Busy() throws Children.Failure {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                try {
                    loops.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
                } catch (IOException e) {
                    close();
                    throw new Children.Failure(e.getMessage());
                }
            }
        }

        @Override
        public void close() {
            loops.forEach(Process::destroyForcibly);
        }
    }
}
