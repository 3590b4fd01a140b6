package dev.carillon.loop;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.TimerFd;
import dev.carillon.loop.timer.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the loop at its earliest deadline, as exactly as that deadline asks for.
 *
 * <p>The timeout of a wait is free, but the kernel lets it be late by 0.1 % of its length (1 ms for a second). Where the
 * deadline allows less, a timerfd is armed, which is late by about 0.05 ms however long it runs.
 */
final class Alarm {
    /** The kernel's slack is a thousandth of the wait, and never more than 100 ms ({@code fs/select.c}). */
    private static final long SLACK_SHARE = 1000;

    private static final long LONGEST_SLACK_NANOS = 100_000_000;

    /** What a timerfd is late by as well, so that nothing is gained by one. */
    private static final long TIMERFD_SLACK_NANOS = 50_000;

    private final EventLoop loop;
    private @Nullable AlarmSource timer;
    private long armedFor = Timers.NEVER;

    Alarm(EventLoop loop) {
        this.loop = loop;
    }

    /** The timeout for the next wait in nanoseconds, rounded so that it never ends early; -1 to wait for ever. */
    long timeoutFor(Timers timers, long now) {
        long next = timers.next();
        if (next == Timers.NEVER) {
            return -1;
        }
        long wait = next - now;
        if (wait <= 0) {
            return 0;
        }
        long slack = Math.min(wait / SLACK_SHARE, LONGEST_SLACK_NANOS);
        if (slack <= TIMERFD_SLACK_NANOS || timers.tolerate(next + slack) || !loop.isOnSystemTime()) {
            return wait;
        }
        return arm(next) ? -1 : wait;
    }

    /** Makes its timer now, for a deadline that no wait has a timeout for; what hinders it is thrown. */
    void open() {
        if (timer == null) {
            timer = new AlarmSource(loop, TimerFd.open(Clock.MONOTONIC));
        }
    }

    /**
     * Expires at a time; does nothing for {@link Timers#NEVER}.
     * False if there is no descriptor for it, or none that the poller can watch: then the wait is late by the kernel's slack,
     * which beats ending the loop.
     */
    boolean arm(long when) {
        try {
            open();
        } catch (LinuxException | IllegalArgumentException e) {
            return false;
        }
        AlarmSource source = timer;
        if (source != null && armedFor != when && when != Timers.NEVER) {
            source.timerFd.armAtNanos(loop.toMonotonic(when));
            armedFor = when;
        }
        return true;
    }

    /** Its expiry needs no handling: being awake is all there is to it. */
    private final class AlarmSource extends WatchedSource {
        private final TimerFd timerFd;

        private AlarmSource(EventLoop loop, TimerFd timerFd) {
            super(loop, "alarm", "timer", timerFd, Epoll.IN, true);
            this.timerFd = timerFd;
            handleAt(Priority.FIRST);
        }

        @Override
        Outcome dispatch(int budget) {
            takeReady();
            armedFor = Timers.NEVER;
            took();
            return timerFd.read() == 0 ? Outcome.NOTHING : Outcome.DONE;
        }

        @Override
        boolean isLoopsOwn() {
            return true;
        }

        @Override
        boolean isActivity() {
            return false;
        }
    }
}
