package dev.carillon.loop;

import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A timer on the monotonic clock, kept by the loop itself: thousands cost no system call. Never early; late by its
 * accuracy at the most, and by what the loop is busy with.
 *
 * <p>For wall-clock times and clocks that count suspension take a {@link KernelTimerSource}; for many anonymous deadlines a
 * {@link Timeout}.
 *
 * <p>What is awaited is how many ticks have come since the last wait, 1 or more.
 */
public final class TimerSource extends Source implements Awaited<Long> {
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Long> waiters;
    private final Alarm alarm = new Alarm();
    private MissedTicks missedTicks = MissedTicks.MERGE;
    private byte accuracyBits;
    private long due;
    private long period;
    private long burst;
    private long expired;

    /** Handles a tick. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The time has come.
         *
         * @param source the timer
         * @param expirations how many ticks this call stands for: more than 1 only with {@link MissedTicks#MERGE}
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void ticked(TimerSource source, long expirations) throws Exception;
    }

    /** The next tick among the loop's deadlines. */
    private final class Alarm extends Deadline {
        @Override
        protected void due() {
            pend();
        }
    }

    TimerSource(EventLoop loop, String name, @Nullable Handler handler) {
        super(loop, name, "timer");
        this.accuracyBits = Accuracy.bitsOf(loop.options.timerAccuracy());
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    /**
     * Ticks once, a span of time from now. Replaces what was scheduled.
     *
     * @param delay zero or less means in the loop's next turn
     */
    public void after(Duration delay) {
        start(Accuracy.saturatedNanos(delay), 0);
    }

    /**
     * Ticks again and again, first after one period. Replaces what was scheduled.
     *
     * @param interval longer than zero
     */
    public void every(Duration interval) {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("a timer's period is longer than zero, not " + interval);
        }
        long nanos = Accuracy.saturatedNanos(interval);
        start(nanos, nanos);
    }

    private void start(long delay, long newPeriod) {
        stop();
        period = newPeriod;
        due = loop().time() + Math.clamp(delay, 0, Long.MAX_VALUE / 4);
        loop().scheduleAt(alarm, due, delay > 0 ? accuracyBits : 0); // "at once" waits for no other timer
    }

    /** Stops ticking; ticks that have come and were not handled are forgotten, those of a burst count as missed. */
    public void stop() {
        loop().checkThread();
        checkOpen();
        loop().timers.cancel(alarm);
        forgetPending();
        statistics().missed += burst;
        burst = 0;
        period = 0;
    }

    /**
     * Whether a tick is to come.
     *
     * @return false before the first start, after a single tick, and after {@link #stop}
     */
    public boolean isScheduled() {
        return alarm.isScheduled();
    }

    /**
     * Chooses how late it may be so that its tick falls together with other timers' ticks.
     *
     * @param accuracy zero for as exact as the kernel can; from the next start on
     */
    public void accuracy(Duration accuracy) {
        loop().checkThread();
        accuracyBits = Accuracy.bitsOf(accuracy);
    }

    /**
     * Chooses what becomes of ticks that came while the loop was busy.
     *
     * @param policy {@link MissedTicks#MERGE} unless changed
     */
    public void missedTicks(MissedTicks policy) {
        loop().checkThread();
        missedTicks = policy;
    }

    /** It does not know of a tick before its time has come. */
    @Override
    boolean canLook() {
        return false;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        if (waiters != null && !waiters.areWaiting()) {
            return Outcome.MORE;
        }
        if (burst > 0) {
            return burst(budget);
        }
        long count = expire();
        if (missedTicks == MissedTicks.BURST && waiters == null) {
            burst = count;
            return burst(budget);
        }
        boolean merging = missedTicks != MissedTicks.SKIP;
        if (merging) {
            statistics().merged += count - 1;
        } else {
            statistics().missed += count - 1;
        }
        tick(merging ? count : 1);
        return Outcome.DONE;
    }

    private Outcome burst(int budget) throws Exception {
        for (int left = budget; left > 0 && burst > 0 && isListening() && goesOn(); left--) {
            burst--;
            tick(1);
        }
        // The next tick may have come during the burst, when the source was pending already.
        return burst > 0 || isOverdue() ? Outcome.MORE : Outcome.DONE;
    }

    /** Counts the ticks that have come and schedules the next on the period's grid. */
    private long expire() {
        long late = loop().time() - due;
        statistics().late(late);
        long count = 1;
        if (period > 0) {
            count += late / period;
            due += count * period;
            loop().scheduleAt(alarm, due, accuracyBits);
        }
        expired += count;
        return count;
    }

    /** What a burst has left, and a tick that has come during it. */
    @Override
    void onContinued() {
        if (burst > 0 || isOverdue()) {
            pend();
        }
    }

    private boolean isOverdue() {
        return period > 0 && !alarm.isScheduled();
    }

    private void tick(long count) throws Exception {
        took();
        if (handler != null) {
            handler.ticked(this, count);
        } else if (waiters != null) {
            waiters.deliver(count);
        }
    }

    /** In ticks: those of its grid that have come are sent. */
    @Override
    public Ledger ledger() {
        Figures.lookAgain();
        SourceStatistics figures = statistics();
        return new Ledger(expired, figures.events, figures.merged, figures.missed);
    }

    @Override
    void release(Steps steps) {
        loop().timers.cancel(alarm);
        statistics().missed += burst;
        burst = 0;
    }

    @Override
    @Nullable
    Waiters<Long> waiters() {
        return waiters;
    }
}
