package dev.carillon.bench.http;

import dev.carillon.bench.load.LockstepChapter;
import java.util.List;

/** The tables of the HTTP servers in lockstep. */
public final class HttpLockstepReport extends LockstepChapter<HttpCase, HttpSide> {
    private static final String ABOUT = """
        A load is what is asked for, connections x requests under way on each. Servers and load share one CPU and take turns on
        it. Nanoseconds of CPU time a request are of the server's whole process, by its own clock, at the 10 %%, 25 %% and 50 %%
        quantile of its rounds, medians of the rounds of the run. A ratio is that to %s in the same pass, the median of the
        passes; behind it the least and the greatest of the rounds of the run. What is measured twice ("again") says how much of
        that is noise. Every byte of every answer was compared, but for the date.\
        """;

    private static final String NAME = "HTTP in lockstep";

    private final HttpLockstepFigures figures;

    /** @param figures what was measured */
    public HttpLockstepReport(HttpLockstepFigures figures) {
        super(figures, new Words(NAME, NAME, NAME, "request", ABOUT, "httpLockstep"));
        this.figures = figures;
    }

    @Override
    protected String verdict(HttpCase load, HttpSide side) {
        return HttpTarget.verdicts(load, side, peer -> figures.ratios(load, side, peer));
    }

    @Override
    protected List<HttpSide> peers() {
        return List.of(HttpSide.NGINX, HttpSide.NETTY);
    }

    @Override
    protected boolean isOurs(HttpSide side) {
        return side.isOurs();
    }
}
