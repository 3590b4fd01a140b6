package dev.carillon.bench.http;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.load.LockstepFigures;
import java.util.List;
import java.util.function.Consumer;

/** What was measured of the HTTP servers in lockstep, by that of nginx. */
public final class HttpLockstepFigures extends LockstepFigures<HttpCase, HttpSide> {
    /** A figure as it is noted. */
    private record Measured(HttpCase load, HttpSide side, LockstepFigure figure) {}

    private final Consumer<Measured> measured;

    /** @param journal notes all that is added */
    public HttpLockstepFigures(Journal journal) {
        super(
                HttpSide.class,
                HttpSide.NGINX,
                List.of(
                        new Twice<>(HttpSide.CARILLON, HttpSide.CONTROL),
                        new Twice<>(HttpSide.NGINX, HttpSide.NGINX_CONTROL)));
        measured = journal.kind("http lockstep", Measured.class, each -> add(each.load, each.side, each.figure));
    }

    @Override
    protected void note(HttpCase load, HttpSide side, LockstepFigure figure) {
        measured.accept(new Measured(load, side, figure));
    }
}
