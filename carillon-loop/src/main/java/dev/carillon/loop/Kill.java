package dev.carillon.loop;

import dev.carillon.loop.child.Ending;
import dev.carillon.loop.timer.Deadline;
import org.jspecify.annotations.Nullable;

/** The moment at which a child that was asked to end is killed. */
final class Kill extends Deadline {
    private final Source source;
    private final Ending ending;
    private @Nullable RuntimeException failure;

    Kill(Source source, Ending ending) {
        this.source = source;
        this.ending = ending;
    }

    /** Where deadlines come due nobody catches what is thrown: the source does, in its turn. */
    @Override
    protected void due() {
        try {
            ending.kill();
        } catch (RuntimeException e) {
            failure = e;
        }
        source.pend();
    }

    /** Throws what killing has thrown. */
    void rethrow() {
        RuntimeException thrown = failure;
        failure = null;
        if (thrown != null) {
            throw thrown;
        }
    }

    /** Takes it back, and answers how long there was left: 0 if it has come, negative if it was never to come. */
    long cancel() {
        boolean cancelled = source.loop().timers.cancel(this);
        if (cancelled) {
            return Math.max(0, when() - source.loop().time());
        }
        return ending.isKilled() ? 0 : -1;
    }
}
