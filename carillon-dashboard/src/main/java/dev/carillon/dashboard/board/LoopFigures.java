package dev.carillon.dashboard.board;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopStatistics;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * How loops do. Of several, each has its share of time told, and one all of its figures: the one that works most, for a mean or a sum would
 * hide a single one that has no time left.
 */
final class LoopFigures {
    private static final int P99 = 99;
    private static final double BUSY = 0.8;
    /** By so much another has to work more before it takes the place of the one that is shown: or they would change all the time. */
    private static final double CLEARLY = 0.05;

    private final ShownLoops shown;
    private final List<OneLoop> loops;
    private final Map<String, SourceFigures> rows = new HashMap<>();
    private OneLoop busiest;

    LoopFigures(ShownLoops shown) {
        this.shown = shown;
        this.loops = shown.loops().stream().map(OneLoop::new).toList();
        this.busiest = loops.getFirst();
    }

    /** Looks again. */
    void update(long nanos) {
        rows.clear();
        for (OneLoop one : loops) {
            one.update(nanos);
            if (one.working() > busiest.working() + CLEARLY) {
                busiest = one;
            }
            for (Source source : one.loop().sources()) {
                rows.computeIfAbsent(shown.row(source), row -> new SourceFigures())
                        .add(source);
            }
        }
    }

    /** Those of a row; null if no source of it is there. */
    @Nullable
    SourceFigures row(String name) {
        return rows.get(name);
    }

    /** Writes them as members of an object. */
    void write(JsonGenerator json) {
        EventLoop loop = busiest.loop();
        LoopStatistics figures = loop.statistics();
        String longest = longest();
        json.writeStringProperty("name", loop.name());
        json.writeNumberProperty("turnsPerSecond", rounded(busiest.turnsPerSecond()));
        json.writeNumberProperty("eventsPerTurn", rounded(busiest.eventsPerTurn()));
        json.writeNumberProperty("waiting", percent(busiest.waiting()));
        json.writeNumberProperty("working", percent(busiest.working()));
        json.writeNumberProperty("kernel", percent(busiest.kernel()));
        json.writeNumberProperty("turnP99", micros(figures.turnTime().percentile(P99)));
        json.writeNumberProperty("turnLongest", micros(figures.turnTime().max()));
        json.writeNumberProperty("delayP99", micros(figures.dispatchDelay().percentile(P99)));
        json.writeNumberProperty("queue", loop.queueDepth());
        json.writeNumberProperty("slowHandlers", figures.slowHandlers());
        json.writeNumberProperty("lateness", micros(lateness()));
        json.writeStringProperty("longestSource", longest);
        json.writeNumberProperty("longest", micros(longest.isEmpty() ? 0 : figures(longest)));
        json.writeStringProperty("words", words(longest));
        writeAll(json);
    }

    /** Of several, what each does. */
    private void writeAll(JsonGenerator json) {
        if (loops.size() == 1) {
            return;
        }
        json.writeArrayPropertyStart("loops");
        for (OneLoop one : loops) {
            json.writeStartArray();
            json.writeString(one.loop().name());
            json.writeNumber(percent(one.waiting()));
            json.writeNumber(percent(one.working()));
            json.writeNumber(percent(one.kernel()));
            json.writeNumber(rounded(one.turnsPerSecond()));
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private long figures(String row) {
        SourceFigures figures = rows.get(row);
        return figures == null ? 0 : figures.longest();
    }

    /** The row with the longest handler; empty if there is none. */
    private String longest() {
        String found = "";
        for (String row : rows.keySet()) {
            if (found.isEmpty() || figures(row) > figures(found)) {
                found = row;
            }
        }
        return found;
    }

    /** The worst timer's. */
    private long lateness() {
        return rows.values().stream().mapToLong(SourceFigures::lateness).max().orElse(0);
    }

    private String words(String longest) {
        String which = loops.size() == 1
                ? "the loop"
                : busiest.loop().name() + " (the busiest of " + Times.number(loops.size()) + " loops)";
        if (busiest.working() >= BUSY) {
            return String.format(
                    Locale.ROOT,
                    "Handlers limit throughput: they take %.0f %% of the time of %s%s.",
                    100 * busiest.working(),
                    which,
                    longest.isEmpty() ? "" : ", the longest that of " + longest);
        }
        if (1 - busiest.waiting() >= BUSY) {
            return "The kernel's part limits throughput: most of the time of " + which + " goes into system calls.";
        }
        return String.format(
                Locale.ROOT,
                "Nothing limits throughput: %s waits for events %.0f %% of the time.",
                which,
                100 * busiest.waiting());
    }

    static double micros(long nanos) {
        return rounded(nanos / (double) Duration.ofNanos(1000).toNanos());
    }

    private static double percent(double share) {
        return rounded(100 * share);
    }

    static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
