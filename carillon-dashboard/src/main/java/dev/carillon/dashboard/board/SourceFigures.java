package dev.carillon.dashboard.board;

import dev.carillon.loop.Histogram;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The loops' own figures of one row: of a source, or of all that are shown as one. Holds none of them, for nobody looks at it again once
 * the last viewer has gone, and connections would stay in memory as long.
 */
final class SourceFigures {
    private static final int P99 = 99;
    private static final String WAITS = "waits";

    /** Connections share theirs. */
    private final Set<SourceStatistics> figures = new HashSet<>();

    private int count;
    private int others;
    private String otherwise = "";

    void add(Source source) {
        figures.add(source.statistics());
        count++;
        String state = state(source);
        if (!state.equals(WAITS)) {
            others++;
            otherwise = state;
        }
    }

    /** What it does now, in words. */
    String state() {
        if (others == 0) {
            return WAITS;
        }
        return count == 1 ? otherwise : Times.number(others) + " of " + Times.number(count) + ": " + otherwise;
    }

    private static String state(Source source) {
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
        return limited > 0 ? WAITS + "; was rate-limited " + Times.number(limited) + " times" : WAITS;
    }

    /** Of handlers, the 99th percentile, in nanoseconds: the worst of its sources. */
    long p99() {
        return worst(each -> each.handlerTime().percentile(P99));
    }

    /** Of handlers, in nanoseconds. */
    long longest() {
        return worst(SourceStatistics::longestNanos);
    }

    /** Of timers, the 99th percentile, in nanoseconds; 0 where there are none. */
    long lateness() {
        return worst(each -> {
            Histogram late = each.lateness();
            return late == null ? 0 : late.percentile(P99);
        });
    }

    private long worst(ToLongFunction<SourceStatistics> of) {
        return figures.stream().mapToLong(of).max().orElse(0);
    }
}
