package dev.carillon.bench.load;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What was measured in lockstep.
 *
 * @param <L> a load
 * @param <S> the servers
 */
public abstract class LockstepFigures<L, S extends Enum<S>> extends RoundFigures<L, S, LockstepFigure> {
    private final S base;
    private final List<Twice<S>> twice;

    /**
     * A server that is measured twice: how far two processes of it are apart is noise.
     *
     * @param server the one
     * @param again the other
     */
    public record Twice<S>(S server, S again) {}

    /**
     * @param base whose CPU time is 1
     * @param twice ours first
     */
    protected LockstepFigures(Class<S> servers, S base, List<Twice<S>> twice) {
        super(servers);
        this.base = base;
        this.twice = twice;
    }

    /** Whose CPU time is 1. */
    public final S base() {
        return base;
    }

    /** Those that are measured twice, ours first. */
    public final List<Twice<S>> twice() {
        return twice;
    }

    /**
     * Adds what one load came to in one round.
     *
     * @param sides who had it
     * @param passes of each, {@link Lockstep#passes}
     */
    public final void add(int round, L load, List<S> sides, List<List<double[]>> passes) {
        int at = sides.indexOf(base);
        for (int i = 0; i < sides.size(); i++) {
            add(load, sides.get(i), LockstepFigure.of(round, passes.get(i), at < 0 ? List.of() : passes.get(at)));
        }
    }

    /** One side's CPU time by another's, round by round, sorted; empty unless both ran in the same round. */
    public final double[] ratios(L load, S side, S peer) {
        return ratios(load, side, peer, LockstepFigure::ratio);
    }

    /** How far two processes of one server were apart. */
    public final double[] apart(L load, Twice<S> server) {
        return ratios(load, server.again, server.server);
    }

    /** How far two processes of the same server were apart: ratios, a round each; none of one round. */
    public final double[] control(L load) {
        List<double[]> all = twice.stream().map(server -> apart(load, server)).toList();
        boolean enough =
                all.stream().anyMatch(ratios -> ratios.length > 1); // one round says nothing of how far two differ
        return enough ? all.stream().flatMapToDouble(DoubleStream::of).toArray() : new double[0];
    }
}
