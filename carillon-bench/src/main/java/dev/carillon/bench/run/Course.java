package dev.carillon.bench.run;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The course of a run: its steps, each taken once and then kept in a file, so that a run which was ended begins again where
 * it was. The file has a JSON object a line: first what the run was asked for, then the figures of a step and, behind them,
 * that it was done. What has no such line behind it counts for nothing.
 */
public final class Course {
    /** Ctrl-C ends the peers as well: that they failed is known a moment before that we end. */
    private static final int ENDING_MILLIS = 300;

    private static final int BAR = 20;
    private static final double PERCENT = 100;
    private static final double MILLIS_A_MINUTE = 60_000;

    private final Journal journal;
    private final Figures figures;
    private final Consumer<String> output;
    private final Set<String> done = new HashSet<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long began = System.nanoTime();
    private @Nullable Path file;
    private int planned;
    private int taken;
    private int repeated;
    private boolean cut;
    /** Minutes. */
    private double limit = Double.POSITIVE_INFINITY;

    /**
     * A course that is kept nowhere yet.
     *
     * @param journal what steps give is noted there, and comes from there again
     * @param figures is told what could not run
     * @param output is told how far it is
     */
    public Course(Journal journal, Figures figures, Consumer<String> output) {
        this.journal = journal;
        this.figures = figures;
        this.output = output;
    }

    /**
     * Keeps the steps in a file, and takes over those that are in it already.
     *
     * @param request what the run is asked for: a file of another one is refused
     * @throws IllegalArgumentException if it is no such file, or another run's
     * @throws IOException if it cannot be read or written
     */
    public void keepIn(Path kept, String request) throws IOException {
        boolean exists = Files.exists(kept) && Files.size(kept) > 0;
        if (!exists) {
            if (kept.getParent() != null) {
                Files.createDirectories(kept.getParent());
            }
            append(kept, List.of(Json.line(Map.of("run", request))));
            file = kept;
            return;
        }
        List<String> lines = Files.readAllLines(kept, StandardCharsets.UTF_8);
        String theirs = requestOf(kept, lines.getFirst());
        if (!theirs.equals(request)) {
            throw new IllegalArgumentException(
                    kept + " is of another run, \"" + theirs + "\", and not of \"" + request + "\"");
        }
        takeOver(lines.subList(1, lines.size()));
        Files.writeString(kept, "\n", StandardOpenOption.APPEND); // the last line may have been cut off
        file = kept;
    }

    /** What a file's run was asked for. */
    public static String requestOf(Path kept, String line) {
        if (parse(line).get("run") instanceof String request) {
            return request;
        }
        throw new IllegalArgumentException(kept + " is no file of a run: its first line says nothing of one");
    }

    private static Map<?, ?> parse(String line) {
        try {
            return Json.read(line, Map.class);
        } catch (IllegalArgumentException e) {
            return Map.of(); // the last line, if the machine was switched off
        }
    }

    private void takeOver(List<String> lines) {
        List<Map<?, ?>> step = new ArrayList<>();
        for (String line : lines) {
            Map<?, ?> map = parse(line);
            if (map.get("done") instanceof String name) {
                if (journal.repeat(step)) {
                    done.add(name);
                }
                step.clear();
            } else if (map.containsKey("begun")) {
                step.clear();
            } else {
                step.add(map);
            }
        }
    }

    /** It ends after so long, whatever is left then. */
    public void endAfter(Duration longest) {
        limit = longest.toMillis() / MILLIS_A_MINUTE;
    }

    /** So many steps are to come. */
    public void plan(int steps) {
        planned += steps;
    }

    boolean isDone(String name) {
        return done.contains(name);
    }

    /** How many steps were taken over. */
    public int takenOver() {
        return repeated;
    }

    /** Where it is kept; null if nowhere. */
    @Nullable
    public Path file() {
        return file;
    }

    /** Takes a step, unless it was taken before. */
    public void take(String name, Runnable work) {
        if (isDone(name)) {
            repeated++;
            return;
        }
        if (ended.getCount() == 0) {
            return;
        }
        journal.take(); // what was said between two steps belongs to none
        cut = false;
        int failures = figures.failureCount();
        say(name);
        work.run();
        taken++;
        if (cut || figures.failureCount() != failures && isEnding()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(Json.line(Map.of("begun", name)));
        lines.addAll(journal.take());
        lines.add(Json.line(Map.of("done", name)));
        write(lines);
        done.add(name);
    }

    /** There is no time for all of the step that is taken: it counts in this run, and is not done for the next. */
    public void cutShort() {
        cut = true;
    }

    private boolean isEnding() {
        try {
            return ended.await(ENDING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    /** No step is begun or taken for done any more. */
    public void end() {
        ended.countDown();
    }

    /** What cannot be kept is measured all the same. */
    private synchronized void write(List<String> lines) {
        if (file == null || ended.getCount() == 0) {
            return;
        }
        try {
            append(file, lines);
        } catch (IOException e) {
            figures.failed("--resume", "no more steps are kept in " + file + ": " + e);
            file = null;
        }
    }

    private static void append(Path file, List<String> lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Tells what is done now, and how far it is. */
    public void say(String now) {
        int count = taken + repeated;
        int whole = Math.max(Math.max(1, planned), count);
        double minutes = (System.nanoTime() - began) / 1e6 / MILLIS_A_MINUTE;
        double wanted = Math.min(minutes / taken * (whole - count), Math.max(0, limit - minutes));
        String left = taken == 0 ? "" : String.format(Locale.ROOT, ", %.0f min left", Math.ceil(wanted));
        int filled = BAR * count / whole;
        output.accept(String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%%s: %s",
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                PERCENT * count / whole,
                left,
                now));
    }
}
