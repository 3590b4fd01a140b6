package dev.carillon.testkit;

import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TimeH;

/** The timeout of an epoll wait, whichever way the function takes it. */
final class Waiting {
    static final long FOREVER = -1;

    private static final int TIMEOUT = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final NativeMemory timespec = NativeMemory.allocate(TimeH.TIMESPEC_SIZE);

    static long timeoutNanos(Call call) {
        if (!call.name().equals("epoll_pwait2")) {
            return (int) call.d() < 0 ? FOREVER : (int) call.d() * NANOS_PER_MILLI;
        }
        return call.d() == 0 ? FOREVER : TimeH.getTimespec(call.d());
    }

    /** The same wait, for a shorter time. */
    Call shortened(Call call, long nanos) {
        if (!call.name().equals("epoll_pwait2")) {
            return call.with(TIMEOUT, nanos / NANOS_PER_MILLI);
        }
        TimeH.putTimespec(timespec.address(), nanos);
        return call.with(TIMEOUT, timespec.address());
    }
}
