package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.TimeH;

/** A clock of the kernel, {@code clock_gettime(2)} and {@code timerfd_create(2)}. */
public enum Clock {
    /** Wall-clock time; jumps when somebody sets it. */
    REALTIME(TimeH.CLOCK_REALTIME),
    /** Time since some point in the past; never set, stands still while the machine is suspended. */
    MONOTONIC(TimeH.CLOCK_MONOTONIC),
    /** As {@link #MONOTONIC}, and counts the time the machine was suspended. */
    BOOTTIME(TimeH.CLOCK_BOOTTIME),
    /** As {@link #REALTIME}, and a timer on it wakes the machine; needs {@code CAP_WAKE_ALARM}. */
    REALTIME_ALARM(TimeH.CLOCK_REALTIME_ALARM),
    /** As {@link #BOOTTIME}, and a timer on it wakes the machine; needs {@code CAP_WAKE_ALARM}. */
    BOOTTIME_ALARM(TimeH.CLOCK_BOOTTIME_ALARM);

    final int id;

    Clock(int id) {
        this.id = id;
    }

    /** Whether it is wall-clock time, which jumps when it is set.
     *
     * @return true for {@link #REALTIME} and {@link #REALTIME_ALARM}
     */
    public boolean isWallClock() {
        return this == REALTIME || this == REALTIME_ALARM;
    }

    /**
     * The clock's time now.
     *
     * @return seconds and nanoseconds since the clock's beginning
     * @throws LinuxException if this kernel does not have the clock
     */
    public TimeSpec now() {
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.call(TimeH.CLOCK_GETTIME, idOfReading(), kernel.scratch());
            LinuxException.check(result, "clock_gettime(" + name() + ")");
            return TimeSpec.get(kernel.scratch());
        }
    }

    /** Without a hardware clock the kernel does not tell the time of an alarm clock; it is that of the plain one. */
    private int idOfReading() {
        return switch (this) {
            case REALTIME_ALARM -> REALTIME.id;
            case BOOTTIME_ALARM -> BOOTTIME.id;
            default -> id;
        };
    }
}
