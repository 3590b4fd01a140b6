package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.TimeSpec;
import dev.carillon.linux.TimerFd;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A timer of the kernel, {@code timerfd_create(2)}: for wall-clock times, clocks that count suspension, alarms that wake the
 * machine, and to notice that somebody set the clock.
 *
 * <p>What is awaited is how often it expired since the last wait; 0 says that the wall clock was set.
 */
public final class KernelTimerSource extends WatchedSource implements Awaited<Long> {
    private final TimerFd timerFd;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Long> waiters;
    private long expired;
    private long unhandled;
    private boolean clockSet;

    /** Handles expirations. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The time has come.
         *
         * @param source the timer
         * @param expirations how often since the last call, 1 or more
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void expired(KernelTimerSource source, long expirations) throws Exception;

        /**
         * The wall clock was set while an absolute timer with {@code noticeClockSet} was armed. The timer is still armed.
         *
         * @param source the timer
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        default void clockWasSet(KernelTimerSource source) throws Exception {}
    }

    KernelTimerSource(EventLoop loop, String name, TimerFd timerFd, @Nullable Handler handler) {
        super(loop, name, "timer", timerFd, Epoll.IN, true);
        this.timerFd = timerFd;
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    /**
     * Expires after a span of time.
     *
     * @param delay zero means at once
     * @param interval the period after that; zero for one shot
     */
    public void arm(Duration delay, Duration interval) {
        checkSpan("delay", delay);
        checkSpan("interval", interval);
        keepUnread();
        // Zero would disarm the timer; one nanosecond is what "at once" means to the kernel.
        timerFd.arm(TimeSpec.of(delay.isZero() ? Duration.ofNanos(1) : delay), TimeSpec.of(interval));
    }

    /**
     * Expires at a point of wall-clock time; one that has passed means at once.
     *
     * @param when after 1970
     * @param interval the period after that; zero for one shot
     * @param noticeClockSet whether {@link Handler#clockWasSet} is called when somebody sets the clock
     */
    public void armAt(Instant when, Duration interval, boolean noticeClockSet) {
        if (!when.isAfter(Instant.EPOCH)) {
            throw new IllegalArgumentException(this + ": the time is after 1970-01-01T00:00:00Z, not " + when);
        }
        checkSpan("interval", interval);
        armAt(TimeSpec.of(when), TimeSpec.of(interval), noticeClockSet);
    }

    private void checkSpan(String what, Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException(this + ": the " + what + " is zero or more, not " + span);
        }
    }

    /**
     * Expires at a point of the timer's own clock; one that has passed means at once.
     *
     * @param when later than zero
     * @param interval the period after that; zero for one shot
     * @param noticeClockSet for wall clocks: whether {@link Handler#clockWasSet} is called when somebody sets the clock
     */
    public void armAt(TimeSpec when, TimeSpec interval, boolean noticeClockSet) {
        keepUnread();
        timerFd.armAt(when, interval, noticeClockSet);
    }

    /** Stops it. Expirations that came before are still handled. */
    public void disarm() {
        keepUnread();
        timerFd.disarm();
    }

    /** Setting a timerfd forgets expirations that were not read, so they are read first. */
    private void keepUnread() {
        loop().checkThread();
        checkOpen();
        take();
        if (unhandled > 0 || clockSet) {
            pend();
        }
    }

    private void take() {
        long count = timerFd.read();
        if (count == TimerFd.CLOCK_WAS_SET) {
            clockSet = true;
        } else {
            unhandled += count;
        }
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        if (waiters != null && !waiters.areWaiting()) {
            return keepReady(events);
        }
        take();
        if (clockSet) {
            clockSet = false;
            took();
            expired++;
            if (unhandled > 0) {
                pend(); // now, lest a handler that throws loses it
            }
            tellOfClock();
            return Outcome.DONE;
        }
        long count = unhandled;
        unhandled = 0;
        if (count == 0) {
            return Outcome.NOTHING;
        }
        expired += count;
        took();
        statistics().merged += count - 1;
        if (handler != null) {
            handler.expired(this, count);
        } else if (waiters != null) {
            waiters.deliver(count);
        }
        return Outcome.DONE;
    }

    private void tellOfClock() throws Exception {
        if (handler != null) {
            handler.clockWasSet(this);
        } else if (waiters != null) {
            waiters.deliver(0L);
        }
    }

    /** In expirations, and one for each time the clock was set. */
    @Override
    public Ledger ledger() {
        Figures.lookAgain();
        return new Ledger(expired, statistics().events, statistics().merged, 0);
    }

    @Override
    @Nullable
    Waiters<Long> waiters() {
        return waiters;
    }
}
