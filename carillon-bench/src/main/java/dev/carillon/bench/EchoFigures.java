package dev.carillon.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was measured of the echo servers: by load, by side, a figure a round. Safe to be read while it is added to. */
final class EchoFigures {
    /**
     * One server under one load in one round.
     *
     * @param round from 1
     * @param rate messages a second
     * @param p50 microseconds
     * @param p99 microseconds
     * @param p999 microseconds
     * @param cpu nanoseconds of the server's CPU time a message, user and system, without the JIT's
     * @param compiling nanoseconds of the JIT's CPU time a message
     * @param userShare how much of that was in user mode
     * @param busy how much of a CPU the server took
     * @param loadBusy how much of a CPU the load took
     * @param allocated bytes of heap a message; NaN in C
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
            double allocated) {}

    /**
     * System calls of one server under one load, all threads'.
     *
     * @param messages how many were echoed meanwhile
     * @param calls how often each was called
     * @param errors how many of all failed: with EAGAIN, mostly
     */
    record Calls(long messages, Map<String, Long> calls, long errors) {
        double of(String... names) {
            long sum = 0;
            for (String name : names) {
                sum += calls.getOrDefault(name, 0L);
            }
            return sum / (double) messages;
        }

        double all() {
            return calls.values().stream().mapToLong(Long::longValue).sum() / (double) messages;
        }
    }

    private final Map<EchoCase, Map<EchoSide, List<Figure>>> figures = new LinkedHashMap<>();
    private final Map<EchoCase, Map<EchoSide, Calls>> calls = new LinkedHashMap<>();

    private List<JsseAlone.Cost> jsseAlone = List.of();

    synchronized void add(List<JsseAlone.Cost> costs) {
        jsseAlone = List.copyOf(costs);
    }

    /** What the JDK's engine takes by itself; empty if that was not measured. */
    synchronized List<JsseAlone.Cost> jsseAlone() {
        return jsseAlone;
    }

    synchronized void add(EchoCase load, EchoSide side, Figure figure) {
        figures.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
    }

    synchronized void add(EchoCase load, EchoSide side, Calls counted) {
        calls.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class)).put(side, counted);
    }

    synchronized List<EchoCase> allLoads() {
        return List.copyOf(figures.keySet());
    }

    /** Those without TLS. */
    synchronized List<EchoCase> loads() {
        return figures.keySet().stream().filter(load -> !load.tls()).toList();
    }

    /** Those over TLS. */
    synchronized List<EchoCase> loadsOverTls() {
        return figures.keySet().stream().filter(EchoCase::tls).toList();
    }

    /** Empty if it did not run. */
    synchronized List<Figure> of(EchoCase load, EchoSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    synchronized @Nullable Calls callsOf(EchoCase load, EchoSide side) {
        return calls.getOrDefault(load, Map.of()).get(side);
    }

    /** The median of the rounds; NaN if it did not run. */
    double median(EchoCase load, EchoSide side, ToDoubleFunction<Figure> value) {
        double[] values = of(load, side).stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .toArray();
        return values.length == 0 ? Double.NaN : Figures.median(values);
    }

    /** Ours divided by the peer's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(EchoCase load, EchoSide peer, ToDoubleFunction<Figure> value) {
        List<Figure> theirs = of(load, peer);
        return of(load, EchoSide.CARILLON).stream()
                .flatMapToDouble(our -> theirs.stream()
                        .filter(other -> other.round() == our.round())
                        .mapToDouble(other -> value.applyAsDouble(our) / value.applyAsDouble(other)))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }
}
