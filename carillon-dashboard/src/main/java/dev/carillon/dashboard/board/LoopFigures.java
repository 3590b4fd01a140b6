package dev.carillon.dashboard.board;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Histogram;
import dev.carillon.loop.LoopStatistics;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How a loop does: read from its live figures, from another thread, and compared with what they were the last time. */
final class LoopFigures {
    private static final int P99 = 99;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BUSY = 0.8;

    private final EventLoop loop;
    private long at;
    private long turns;
    private long kernelEvents;
    private long waiting;
    private long working;
    private double turnsPerSecond;
    private double eventsPerTurn;
    private double waitingShare = 1;
    private double workingShare;
    private List<Source> sources = List.of();
    private final Map<String, Source> byName = new HashMap<>();

    LoopFigures(EventLoop loop) {
        this.loop = loop;
    }

    /** Looks again. */
    void update(long nanos) {
        LoopStatistics figures = loop.statistics();
        long newTurns = figures.turns();
        long newEvents = figures.kernelEvents();
        long newWaiting = figures.waitingNanos();
        long newWorking = figures.workingNanos();
        if (at != 0 && nanos > at) {
            double span = nanos - at;
            turnsPerSecond = (newTurns - turns) * NANOS_PER_SECOND / span;
            eventsPerTurn = newTurns == turns ? 0 : (double) (newEvents - kernelEvents) / (newTurns - turns);
            workingShare = Math.min(1, (newWorking - working) / span);
            // A wait that is not over is in no figure yet.
            waitingShare = Math.max(0, 1 - workingShare - rest(span, newWaiting));
        }
        at = nanos;
        turns = newTurns;
        kernelEvents = newEvents;
        waiting = newWaiting;
        working = newWorking;
        sources = loop.sources();
        byName.clear();
        sources.forEach(source -> byName.put(source.name(), source));
    }

    /** What was neither handlers nor waiting: the kernel, and the loop itself. Unknown while a wait goes on. */
    private double rest(double span, long newWaiting) {
        double unknown = span - (newWaiting - waiting);
        return newWaiting == waiting ? 0 : Math.max(0, Math.min(1, unknown / span - workingShare));
    }

    /** The source of the loop of that name; null if it has none. */
    @Nullable
    Source source(String name) {
        return byName.get(name);
    }

    /** Writes them as members of an object. */
    void write(JsonGenerator json) {
        LoopStatistics figures = loop.statistics();
        Source longest = longest();
        json.writeStringProperty("name", loop.name());
        json.writeNumberProperty("turnsPerSecond", rounded(turnsPerSecond));
        json.writeNumberProperty("eventsPerTurn", rounded(eventsPerTurn));
        json.writeNumberProperty("waiting", rounded(100 * waitingShare));
        json.writeNumberProperty("working", rounded(100 * workingShare));
        json.writeNumberProperty("kernel", rounded(100 * Math.max(0, 1 - waitingShare - workingShare)));
        json.writeNumberProperty("turnP99", micros(figures.turnTime().percentile(P99)));
        json.writeNumberProperty("turnLongest", micros(figures.turnTime().max()));
        json.writeNumberProperty("delayP99", micros(figures.dispatchDelay().percentile(P99)));
        json.writeNumberProperty("queue", loop.queueDepth());
        json.writeNumberProperty("slowHandlers", figures.slowHandlers());
        json.writeNumberProperty("lateness", micros(lateness()));
        json.writeStringProperty("longestSource", longest == null ? "" : longest.name());
        json.writeNumberProperty(
                "longest", longest == null ? 0 : micros(longest.statistics().longestNanos()));
        json.writeStringProperty("words", words());
    }

    private @Nullable Source longest() {
        Source found = null;
        for (Source source : sources) {
            if (found == null
                    || source.statistics().longestNanos() > found.statistics().longestNanos()) {
                found = source;
            }
        }
        return found;
    }

    /** The worst timer's, 99th percentile. */
    private long lateness() {
        long worst = 0;
        for (Source source : sources) {
            Histogram late = source.statistics().lateness();
            worst = late == null ? worst : Math.max(worst, late.percentile(P99));
        }
        return worst;
    }

    private String words() {
        if (workingShare >= BUSY) {
            Source busiest = longest();
            return String.format(
                    Locale.ROOT,
                    "Handlers limit throughput: they take %.0f %% of the time%s.",
                    100 * workingShare,
                    busiest == null ? "" : ", the longest that of " + busiest.name());
        }
        if (1 - waitingShare >= BUSY) {
            return "The kernel's part limits throughput: most of the time goes into system calls.";
        }
        return String.format(
                Locale.ROOT,
                "Nothing limits throughput: the loop waits for events %.0f %% of the time.",
                100 * waitingShare);
    }

    /** In words: what a source of this loop does now. */
    static String state(Source source) {
        if (!source.isOpen()) {
            return "closed";
        }
        if (!source.isEnabled()) {
            return "paused: what comes waits in the kernel";
        }
        if (!source.isListening()) {
            return "set aside";
        }
        long limited = source.statistics().limited();
        return limited > 0 ? "waits; was rate-limited " + Times.number(limited) + " times" : "waits";
    }

    static double micros(long nanos) {
        return rounded(nanos / (double) Duration.ofNanos(1000).toNanos());
    }

    static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }
}
