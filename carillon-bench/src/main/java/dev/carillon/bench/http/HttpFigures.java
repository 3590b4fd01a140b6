package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.machine.CallCount;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was measured of the HTTP servers in a closed loop: by load, by side, a figure a round. Safe to be read while it is added to. */
public final class HttpFigures {
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
    record Figure(
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
            double memory) {
        /** Nanoseconds of CPU time a request in user mode. */
        double user() {
            return cpu * userShare;
        }

        /** And in the kernel. */
        double system() {
            return cpu * (1 - userShare);
        }
    }

    /**
     * System calls of one server under one load.
     *
     * @param requests how many were answered meanwhile
     * @param counted of all its threads
     */
    record Calls(long requests, CallCount counted) {
        double of(String... names) {
            return counted.of(names) / (double) requests;
        }

        double all() {
            return counted.all() / (double) requests;
        }

        double errors() {
            return counted.errors() / (double) requests;
        }
    }

    /** A figure as it is noted. */
    private record Measured(HttpCase load, HttpSide side, Figure figure) {}

    /** System calls as they are noted. */
    private record Traced(HttpCase load, HttpSide side, Calls calls) {}

    private final Map<HttpCase, Map<HttpSide, List<Figure>>> figures = new LinkedHashMap<>();
    private final Map<HttpCase, Map<HttpSide, Calls>> calls = new LinkedHashMap<>();
    private final Consumer<Measured> measured;
    private final Consumer<Traced> traced;

    /** @param journal notes all that is added */
    public HttpFigures(Journal journal) {
        measured = journal.kind("http", Measured.class, each -> add(each.load, each.side, each.figure));
        traced = journal.kind("http calls", Traced.class, each -> add(each.load, each.side, each.calls));
    }

    synchronized void add(HttpCase load, HttpSide side, Figure figure) {
        figures.computeIfAbsent(load, _ -> new EnumMap<>(HttpSide.class))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
        measured.accept(new Measured(load, side, figure));
    }

    synchronized void add(HttpCase load, HttpSide side, Calls counted) {
        calls.computeIfAbsent(load, _ -> new EnumMap<>(HttpSide.class)).put(side, counted);
        traced.accept(new Traced(load, side, counted));
    }

    synchronized List<HttpCase> loads() {
        return List.copyOf(figures.keySet());
    }

    /** Those that ran under a load. */
    synchronized List<HttpSide> sides(HttpCase load) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).keySet());
    }

    /** Empty if it did not run. */
    synchronized List<Figure> of(HttpCase load, HttpSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    synchronized @Nullable Calls callsOf(HttpCase load, HttpSide side) {
        return calls.getOrDefault(load, Map.of()).get(side);
    }

    /** The median of the rounds; NaN if it did not run. */
    double median(HttpCase load, HttpSide side, ToDoubleFunction<Figure> value) {
        return Figures.median(of(load, side).stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .toArray());
    }

    /** One side's divided by another's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(HttpCase load, HttpSide side, HttpSide peer, ToDoubleFunction<Figure> value) {
        List<Figure> theirs = of(load, peer);
        return of(load, side).stream()
                .flatMapToDouble(its -> theirs.stream()
                        .filter(other -> other.round() == its.round())
                        .mapToDouble(other -> value.applyAsDouble(its) / value.applyAsDouble(other)))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }
}
