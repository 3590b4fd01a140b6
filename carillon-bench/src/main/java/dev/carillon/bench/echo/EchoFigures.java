package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was measured of the echo servers: by load, by side, a figure a round. Safe to be read while it is added to. */
public final class EchoFigures {
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
            double allocated) {
        /** All of it, in the order of the components. */
        List<Double> values() {
            return List.of((double) round, rate, p50, p99, p999, cpu, compiling, userShare, busy, loadBusy, allocated);
        }

        public static Figure of(double[] all) {
            return new Figure(
                    (int) all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9], all[10]);
        }
    }

    /**
     * System calls of one server under one load, all threads'.
     *
     * @param messages how many were echoed meanwhile
     * @param calls how often each was called
     * @param errors how many of all failed: with EAGAIN, mostly
     */
    public record Calls(long messages, Map<String, Long> calls, long errors) {
        public double of(String... names) {
            long sum = 0;
            for (String name : names) {
                sum += calls.getOrDefault(name, 0L);
            }
            return sum / (double) messages;
        }

        public double all() {
            return calls.values().stream().mapToLong(Long::longValue).sum() / (double) messages;
        }
    }

    private final Map<EchoCase, Map<EchoSide, List<Figure>>> figures = new LinkedHashMap<>();
    private final Map<EchoCase, Map<EchoSide, Calls>> calls = new LinkedHashMap<>();

    private Consumer<Map<String, Object>> recorder = _ -> {};
    private List<JsseAlone.Cost> jsseAlone = List.of();

    /** Whoever keeps what is added, as {@link #replay} takes it. */
    public void recordTo(Consumer<Map<String, Object>> keeper) {
        recorder = keeper;
    }

    /** Adds what was kept; what is something else is left out. */
    public void replay(Map<?, ?> line) {
        if (line.get("costs") instanceof List<?> costs) {
            add(costs.stream().map(cost -> JsseAlone.Cost.of((Map<?, ?>) cost)).toList());
        } else if (line.get("echo") instanceof List<?> load && line.get("side") instanceof String name) {
            replay(load(load), EchoSide.valueOf(name), line);
        }
    }

    private void replay(EchoCase load, EchoSide side, Map<?, ?> line) {
        if (line.get("figure") instanceof List<?> values) {
            double[] all = values.stream().mapToDouble(Double.class::cast).toArray();
            add(load, side, Figure.of(all));
        } else if (line.get("calls") instanceof Map<?, ?> counts && line.get("messages") instanceof List<?> others) {
            Map<String, Long> counted = new LinkedHashMap<>();
            counts.forEach((call, count) -> counted.put((String) call, ((Double) count).longValue()));
            add(load, side, new Calls((long) number(others, 0), counted, (long) number(others, 1)));
        }
    }

    private static double number(List<?> list, int index) {
        return (Double) list.get(index);
    }

    private static EchoCase load(List<?> line) {
        EchoCase plain = new EchoCase((int) number(line, 0), (int) number(line, 1), (int) number(line, 2));
        return line.contains(true) ? plain.overTls() : plain;
    }

    private static List<Object> line(EchoCase load) {
        return List.of(load.connections(), load.size(), load.depth(), load.tls());
    }

    public synchronized void add(List<JsseAlone.Cost> costs) {
        recorder.accept(Map.of(
                "echo",
                "the engine alone",
                "costs",
                costs.stream().map(JsseAlone.Cost::json).toList()));
        jsseAlone = List.copyOf(costs);
    }

    /** What the JDK's engine takes by itself; empty if that was not measured. */
    public synchronized List<JsseAlone.Cost> jsseAlone() {
        return jsseAlone;
    }

    public synchronized void add(EchoCase load, EchoSide side, Figure figure) {
        recorder.accept(Map.of("echo", line(load), "side", side.name(), "figure", figure.values()));
        figures.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
    }

    public synchronized void add(EchoCase load, EchoSide side, Calls counted) {
        recorder.accept(Map.of(
                "echo",
                line(load),
                "side",
                side.name(),
                "calls",
                counted.calls(),
                "messages",
                List.of(counted.messages(), counted.errors())));
        calls.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class)).put(side, counted);
    }

    /** Those without TLS. */
    public synchronized List<EchoCase> loads() {
        return figures.keySet().stream().filter(load -> !load.tls()).toList();
    }

    /** Those over TLS. */
    synchronized List<EchoCase> loadsOverTls() {
        return figures.keySet().stream().filter(EchoCase::tls).toList();
    }

    /** Empty if it did not run. */
    public synchronized List<Figure> of(EchoCase load, EchoSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    public synchronized @Nullable Calls callsOf(EchoCase load, EchoSide side) {
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
        return ratios(load, EchoSide.CARILLON, peer, value);
    }

    /** One side's divided by another's, likewise. */
    double[] ratios(EchoCase load, EchoSide side, EchoSide peer, ToDoubleFunction<Figure> value) {
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
