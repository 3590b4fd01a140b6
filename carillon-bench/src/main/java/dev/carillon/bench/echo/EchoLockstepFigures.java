package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.load.LockstepFigures;
import java.util.List;
import java.util.function.Consumer;

/** What was measured of the echo servers in lockstep, by that of the leanest in C. */
public final class EchoLockstepFigures extends LockstepFigures<EchoCase, EchoSide> {
    /** A figure as it is noted. */
    private record Measured(EchoCase load, EchoSide side, LockstepFigure figure) {}

    private final Consumer<Measured> measured;

    /** @param journal notes all that is added */
    public EchoLockstepFigures(Journal journal) {
        super(
                EchoSide.class,
                EchoSide.LEAN,
                List.of(
                        new Twice<>(EchoSide.CARILLON, EchoSide.CONTROL),
                        new Twice<>(EchoSide.LEAN, EchoSide.LEAN_CONTROL)));
        measured = journal.kind("lockstep", Measured.class, each -> add(each.load, each.side, each.figure));
    }

    @Override
    protected void note(EchoCase load, EchoSide side, LockstepFigure figure) {
        measured.accept(new Measured(load, side, figure));
    }
}
