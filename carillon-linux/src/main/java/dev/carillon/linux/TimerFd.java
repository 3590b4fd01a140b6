package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TimeH;
import dev.carillon.linux.ffm.TimerfdH;
import dev.carillon.linux.ffm.UnistdH;

/**
 * A timer of the kernel that is read like a file, {@code timerfd_create(2)}: any clock, one shot or periodic, relative or
 * absolute. Non-blocking and close-on-exec. For one thread at a time.
 */
public final class TimerFd extends Fd {
    /** What {@link #read} answers when the wall clock was set under an absolute timer. */
    public static final long CLOCK_WAS_SET = -1;

    private final Clock clock;

    private TimerFd(int number, Clock clock) {
        super(number);
        this.clock = clock;
    }

    /**
     * A timer that is not armed.
     *
     * @param clock what it runs by
     * @return the new timer
     * @throws LinuxException EPERM for an alarm clock without {@code CAP_WAKE_ALARM}; EMFILE, ENFILE, ENOMEM
     */
    public static TimerFd open(Clock clock) {
        long result = Kernel.invoke(TimerfdH.CREATE, clock.id, TimerfdH.TFD_CLOEXEC | TimerfdH.TFD_NONBLOCK);
        if (result == -ErrnoH.EPERM) {
            throw LinuxException.of(result, "timerfd_create(" + clock + ")", "alarm clocks need CAP_WAKE_ALARM");
        }
        return new TimerFd(LinuxException.check(result, "timerfd_create(" + clock + ")"), clock);
    }

    /**
     * Arms it to expire after a span of time. Expirations that were not read yet are forgotten by the kernel: read first
     * where they count.
     *
     * @param delay when to expire first; more than zero, because zero means "disarm" to the kernel
     * @param interval the period after that; zero for one shot
     * @throws LinuxException if the kernel refuses
     */
    public void arm(TimeSpec delay, TimeSpec interval) {
        if (delay.isZero()) {
            throw new IllegalArgumentException("a delay of zero disarms a timerfd: use at least 1 ns, or disarm()");
        }
        setTime(0, delay, interval);
    }

    /**
     * Arms it to expire at a point in time of its clock. A point that has passed expires at once.
     *
     * @param when when to expire first; more than zero
     * @param interval the period after that; zero for one shot
     * @param cancelOnSet for a wall clock: report it when somebody sets the clock ({@link #CLOCK_WAS_SET})
     * @throws LinuxException if the kernel refuses
     */
    public void armAt(TimeSpec when, TimeSpec interval, boolean cancelOnSet) {
        if (when.isZero()) {
            throw new IllegalArgumentException("a time of zero disarms a timerfd: use disarm()");
        }
        if (cancelOnSet && !clock.isWallClock()) {
            throw new IllegalArgumentException(
                    "TFD_TIMER_CANCEL_ON_SET goes with CLOCK_REALTIME or CLOCK_REALTIME_ALARM, not with " + clock);
        }
        setTime(TimerfdH.TFD_TIMER_ABSTIME | (cancelOnSet ? TimerfdH.TFD_TIMER_CANCEL_ON_SET : 0), when, interval);
    }

    /** Stops it; expirations that were not read yet are forgotten. */
    public void disarm() {
        setTime(0, TimeSpec.ZERO, TimeSpec.ZERO);
    }

    private void setTime(int flags, TimeSpec value, TimeSpec interval) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            interval.put(kernel.scratch() + TimerfdH.IT_INTERVAL);
            value.put(kernel.scratch() + TimerfdH.IT_VALUE);
            result = kernel.call(TimerfdH.SETTIME, number, flags, kernel.scratch(), 0);
        } finally {
            leave();
        }
        // ECANCELED: the clock was set since the last read. The timer is armed all the same, and read() reports it.
        if (result < 0 && result != -ErrnoH.ECANCELED) {
            throw LinuxException.of(result, "timerfd_settime(" + this + ", " + clock + ")");
        }
    }

    /**
     * How long until it expires next, {@code timerfd_gettime(2)}.
     *
     * @return the span; zero if it is not armed
     */
    public TimeSpec remaining() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.call(TimerfdH.GETTIME, number, kernel.scratch());
            LinuxException.check(result, "timerfd_gettime(" + this + ")");
            return TimeSpec.get(kernel.scratch() + TimerfdH.IT_VALUE);
        } finally {
            leave();
        }
    }

    /**
     * How often it expired since the last read.
     *
     * @return 1 or more; 0 if it has not expired; {@link #CLOCK_WAS_SET} if its wall clock was set
     * @throws LinuxException if the kernel refuses
     */
    public long read() {
        long result;
        long expirations;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = kernel.retry(UnistdH.READ, number, kernel.scratch(), Long.BYTES);
            expirations = NativeMemory.getLong(kernel.scratch());
        } finally {
            leave();
        }
        if (result == -ErrnoH.EAGAIN || result == 0) { // 0: the clock was set back under a timer without the flag
            return 0;
        }
        if (result == -ErrnoH.ECANCELED) {
            return CLOCK_WAS_SET;
        }
        LinuxException.check(result, "read(" + this + ")");
        return expirations;
    }

    /**
     * The clock it runs by.
     *
     * @return the clock it was opened with
     */
    public Clock clock() {
        return clock;
    }

    /**
     * Arms it for one point of its clock, without allocating. A point that has passed expires at once.
     *
     * @param when nanoseconds since the clock's beginning
     */
    public void armAtNanos(long when) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            TimeH.putTimespec(kernel.scratch() + TimerfdH.IT_INTERVAL, 0);
            TimeH.putTimespec(kernel.scratch() + TimerfdH.IT_VALUE, Math.max(when, 1));
            result = kernel.call(TimerfdH.SETTIME, number, TimerfdH.TFD_TIMER_ABSTIME, kernel.scratch(), 0);
        } finally {
            leave();
        }
        if (result < 0) {
            throw LinuxException.of(result, "timerfd_settime(" + this + ", " + when + " ns)");
        }
    }

    @Override
    public String kind() {
        return "timerfd";
    }
}
