package dev.carillon.linux;

import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TimeH;
import java.time.Duration;
import java.time.Instant;

/**
 * A point in time or a span of it, as {@code struct timespec} has it.
 *
 * @param seconds whole seconds, 0 or more
 * @param nanos nanoseconds beyond them, 0 to 999,999,999
 */
public record TimeSpec(long seconds, int nanos) {
    /** No time at all. */
    public static final TimeSpec ZERO = new TimeSpec(0, 0);

    /** Refuses what the kernel would answer with a bare EINVAL. */
    public TimeSpec {
        if (seconds < 0) {
            throw new IllegalArgumentException("tv_sec must be 0 or more, not " + seconds);
        }
        if (nanos < 0 || nanos >= TimeH.NANOS_PER_SECOND) {
            throw new IllegalArgumentException("tv_nsec must be 0 to 999999999, not " + nanos);
        }
    }

    /**
     * A span.
     *
     * @param duration zero or more
     * @return the same span
     */
    public static TimeSpec of(Duration duration) {
        return new TimeSpec(duration.getSeconds(), duration.getNano());
    }

    /**
     * A point of wall-clock time, for {@link Clock#REALTIME}.
     *
     * @param instant not before 1970
     * @return the time since the epoch
     */
    public static TimeSpec of(Instant instant) {
        return new TimeSpec(instant.getEpochSecond(), instant.getNano());
    }

    /**
     * A span or point in nanoseconds.
     *
     * @param nanos zero or more
     * @return the same time
     */
    public static TimeSpec ofNanos(long nanos) {
        return new TimeSpec(
                Math.floorDiv(nanos, TimeH.NANOS_PER_SECOND), (int) Math.floorMod(nanos, TimeH.NANOS_PER_SECOND));
    }

    /**
     * In nanoseconds.
     *
     * @return the nanoseconds; {@link Long#MAX_VALUE} for what is longer than 292 years
     */
    public long toNanos() {
        return seconds > Long.MAX_VALUE / TimeH.NANOS_PER_SECOND - 1
                ? Long.MAX_VALUE
                : seconds * TimeH.NANOS_PER_SECOND + nanos;
    }

    boolean isZero() {
        return seconds == 0 && nanos == 0;
    }

    void put(long address) {
        NativeMemory.putLong(address + TimeH.TV_SEC, seconds);
        NativeMemory.putLong(address + TimeH.TV_NSEC, nanos);
    }

    static TimeSpec get(long address) {
        return new TimeSpec(
                NativeMemory.getLong(address + TimeH.TV_SEC), (int) NativeMemory.getLong(address + TimeH.TV_NSEC));
    }
}
