package dev.carillon.linux.ffm;

/** {@code <time.h>}: clocks and {@code struct timespec}. */
public final class TimeH {
    public static final CFunction CLOCK_GETTIME = CFunction.returningInt("clock_gettime");

    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_BOOTTIME = 7;
    public static final int CLOCK_REALTIME_ALARM = 8;
    public static final int CLOCK_BOOTTIME_ALARM = 9;

    public static final int TIMESPEC_SIZE = 16;
    public static final int TV_SEC = 0;
    public static final int TV_NSEC = 8;

    public static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimeH() {}

    /** Writes nanoseconds as a timespec. */
    public static void putTimespec(long address, long nanos) {
        NativeMemory.putLong(address + TV_SEC, nanos / NANOS_PER_SECOND);
        NativeMemory.putLong(address + TV_NSEC, nanos % NANOS_PER_SECOND);
    }

    /** Reads a timespec as nanoseconds. */
    public static long getTimespec(long address) {
        return NativeMemory.getLong(address + TV_SEC) * NANOS_PER_SECOND + NativeMemory.getLong(address + TV_NSEC);
    }
}
