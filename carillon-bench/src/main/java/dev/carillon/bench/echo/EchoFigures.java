package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.RoundFigures;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What was measured of the echo servers: by load, by side, a figure a round. Safe to be read while it is added to. */
public final class EchoFigures extends RoundFigures<EchoCase, EchoSide, EchoFigures.Figure> {
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
            double allocated)
            implements RoundFigures.OfRound {}

    /** A figure as it is noted. */
    private record Measured(EchoCase load, EchoSide side, Figure figure) {}

    /** System calls as they are noted. */
    private record Traced(EchoCase load, EchoSide side, Calls calls) {}

    /** The engine's costs as they are noted. */
    private record Engine(List<JsseAlone.Cost> costs) {}

    private final Map<EchoCase, Map<EchoSide, Calls>> calls = new LinkedHashMap<>();
    private final Consumer<Measured> measured;
    private final Consumer<Traced> traced;
    private final Consumer<Engine> engine;
    private List<JsseAlone.Cost> jsseAlone = List.of();

    /** @param journal notes all that is added */
    public EchoFigures(Journal journal) {
        super(EchoSide.class);
        measured = journal.kind("echo", Measured.class, each -> add(each.load, each.side, each.figure));
        traced = journal.kind("echo calls", Traced.class, each -> add(each.load, each.side, each.calls));
        engine = journal.kind("echo engine", Engine.class, each -> add(each.costs));
    }

    @Override
    protected void note(EchoCase load, EchoSide side, Figure figure) {
        measured.accept(new Measured(load, side, figure));
    }

    synchronized void add(EchoCase load, EchoSide side, Calls counted) {
        calls.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class)).put(side, counted);
        traced.accept(new Traced(load, side, counted));
    }

    synchronized void add(List<JsseAlone.Cost> costs) {
        jsseAlone = List.copyOf(costs);
        engine.accept(new Engine(jsseAlone));
    }

    /** What the JDK's engine takes by itself; empty if that was not measured. */
    public synchronized List<JsseAlone.Cost> jsseAlone() {
        return jsseAlone;
    }

    /** Those without TLS. */
    @Override
    public synchronized List<EchoCase> loads() {
        return super.loads().stream().filter(load -> !load.tls()).toList();
    }

    /** Those over TLS. */
    synchronized List<EchoCase> loadsOverTls() {
        return super.loads().stream().filter(EchoCase::tls).toList();
    }

    public synchronized @Nullable Calls callsOf(EchoCase load, EchoSide side) {
        return calls.getOrDefault(load, Map.of()).get(side);
    }

    /** Ours divided by the peer's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(EchoCase load, EchoSide peer, ToDoubleFunction<Figure> value) {
        return ratios(load, EchoSide.CARILLON, peer, value);
    }
}
