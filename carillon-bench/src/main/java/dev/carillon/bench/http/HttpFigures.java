package dev.carillon.bench.http;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.RoundFigures;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What was measured of the HTTP servers in a closed loop: by load, by side, a figure a round. Safe to be read while it is added to. */
public final class HttpFigures extends RoundFigures<HttpCase, HttpSide, HttpFigures.Figure> {
    /**
     * One server under one load in one round.
     *
     * @param round from 1
     * @param rate requests a second
     * @param p50 microseconds
     * @param p99 microseconds
     * @param p999 microseconds
     * @param cpu nanoseconds of the server's CPU time a request, user and system, without the JIT's
     * @param compiling nanoseconds of the JIT's CPU time a request
     * @param userShare how much of that was in user mode
     * @param busy how much of a CPU the server took
     * @param loadBusy how much of a CPU the load took
     * @param allocated bytes of heap a request; NaN in C
     * @param memory bytes of the process that belong to no file
     */
    public record Figure(
            int round,
            double rate,
            double p50,
            double p99,
            double p999,
            double cpu,
            double compiling,
            double userShare,
            double busy,
            double loadBusy,
            double allocated,
            double memory)
            implements RoundFigures.OfRound {
        /** Nanoseconds of CPU time a request in user mode. */
        double user() {
            return cpu * userShare;
        }

        /** And in the kernel. */
        double system() {
            return cpu * (1 - userShare);
        }
    }

    /** A figure as it is noted. */
    private record Measured(HttpCase load, HttpSide side, Figure figure) {}

    /** System calls as they are noted. */
    private record Traced(HttpCase load, HttpSide side, Calls calls) {}

    private final Map<HttpCase, Map<HttpSide, Calls>> calls = new LinkedHashMap<>();
    private final Consumer<Measured> measured;
    private final Consumer<Traced> traced;

    /** @param journal notes all that is added */
    public HttpFigures(Journal journal) {
        super(HttpSide.class);
        measured = journal.kind("http", Measured.class, each -> add(each.load, each.side, each.figure));
        traced = journal.kind("http calls", Traced.class, each -> add(each.load, each.side, each.calls));
    }

    @Override
    protected void note(HttpCase load, HttpSide side, Figure figure) {
        measured.accept(new Measured(load, side, figure));
    }

    synchronized void add(HttpCase load, HttpSide side, Calls counted) {
        calls.computeIfAbsent(load, _ -> new EnumMap<>(HttpSide.class)).put(side, counted);
        traced.accept(new Traced(load, side, counted));
    }

    synchronized @Nullable Calls callsOf(HttpCase load, HttpSide side) {
        return calls.getOrDefault(load, Map.of()).get(side);
    }
}
