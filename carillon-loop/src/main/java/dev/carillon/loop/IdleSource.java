package dev.carillon.loop;

import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices that nothing happened: called each time a span of time has passed in which no other source was handled.
 *
 * <p>What is awaited is how long nothing has happened by now.
 */
public final class IdleSource extends Source implements Awaited<Duration> {
    private final long quietNanos;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Duration> waiters;
    private final Alarm alarm = new Alarm();
    private long quietSince;

    /** Handles quiet. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Nothing happened.
         *
         * @param source the source
         * @param quiet how long nothing has happened by now
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void idle(IdleSource source, Duration quiet) throws Exception;
    }

    /** The next moment to look. */
    private final class Alarm extends Deadline {
        @Override
        protected void due() {
            pend();
        }
    }

    IdleSource(EventLoop loop, String name, Duration quiet, @Nullable Handler handler) {
        super(loop, checkQuiet(name, quiet), "idle");
        this.quietNanos = Accuracy.saturatedNanos(quiet);
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
        this.quietSince = loop.time();
        priority(Priority.LAST);
        loop.scheduleIn(alarm, quietNanos);
    }

    /** Before the loop hears of the source. */
    private static String checkQuiet(String name, Duration quiet) {
        if (quiet.isZero() || quiet.isNegative()) {
            throw new IllegalArgumentException("idle \"" + name + "\": the span is longer than zero, not " + quiet);
        }
        return name;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        if (waiters != null && !waiters.areWaiting()) {
            return Outcome.MORE;
        }
        long now = loop().time();
        quietSince = Math.max(quietSince, loop().dispatcher.lastActivity());
        long quiet = now - quietSince;
        if (quiet < quietNanos) {
            loop().scheduleIn(alarm, quietNanos - quiet);
            return Outcome.DONE;
        }
        loop().scheduleIn(alarm, quietNanos);
        took();
        if (handler != null) {
            handler.idle(this, Duration.ofNanos(quiet));
        } else if (waiters != null) {
            waiters.deliver(Duration.ofNanos(quiet));
        }
        return Outcome.DONE;
    }

    @Override
    boolean canLook() {
        return false;
    }

    @Override
    @Nullable
    Waiters<Duration> waiters() {
        return waiters;
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    void release(Steps steps) {
        loop().timers.cancel(alarm);
    }
}
