package dev.carillon.app.demo;

import dev.carillon.linux.Clock;
import dev.carillon.linux.FdInfo;
import dev.carillon.linux.TimeSpec;
import dev.carillon.linux.TimerFd;
import dev.carillon.loop.EventLoop;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Timers of the kernel: one shot on three clocks, then periodic with expirations that come while the program is busy.
 *
 * <p>A timerfd does not queue its expirations, it counts them: the next read tells how many there were. So a slow handler
 * makes no backlog, and nothing is lost without being told.
 */
final class Timer implements Demo {
    private static final Duration DELAY = Duration.ofMillis(40);
    private static final Duration PERIOD = Duration.ofMillis(20);
    private static final Duration STALL = Duration.ofMillis(110);
    private static final long STALL_PERIODS = STALL.dividedBy(PERIOD);
    private static final int CALLS = 5;
    private static final List<Clock> CLOCKS = List.of(Clock.MONOTONIC, Clock.REALTIME, Clock.BOOTTIME);

    private int calls;
    private long expirations;
    private long mostAtOnce;
    private int shots;
    private boolean early;

    @Override
    public int run(PrintStream out, List<String> arguments) {
        boolean oneShots = oneShots(out);
        boolean counted = periodic(out);
        boolean armed = cancelOnSet(out);
        return Demo.check(
                out,
                oneShots && counted && armed,
                "no timer was early, the stall's expirations were counted, the clock is watched");
    }

    private boolean oneShots(PrintStream out) {
        try (EventLoop loop = EventLoop.open("one shot")) {
            for (Clock clock : CLOCKS) {
                long start = System.nanoTime();
                loop.kernelTimer("once", clock, (source, count) -> {
                            Duration passed = Duration.ofNanos(System.nanoTime() - start);
                            out.println(clock + ": " + count + " expiration after " + passed.toMillis() + " ms");
                            // Only the wall clock may be set meanwhile; the others keep to their word.
                            early |= !clock.isWallClock() && passed.compareTo(DELAY) < 0;
                            if (++shots == CLOCKS.size()) {
                                loop.stop();
                            }
                        })
                        .arm(DELAY, Duration.ZERO);
            }
            loop.run();
        }
        return shots == CLOCKS.size() && !early;
    }

    private boolean periodic(PrintStream out) {
        long start = System.nanoTime();
        try (EventLoop loop = EventLoop.open("periodic")) {
            loop.kernelTimer("every 20 ms", Clock.MONOTONIC, (source, count) -> {
                        expirations += count;
                        mostAtOnce = Math.max(mostAtOnce, count);
                        out.println("call " + ++calls + ": " + count + " expiration(s), " + expirations + " so far");
                        if (calls == 2) {
                            out.println("stalling for " + STALL.toMillis() + " ms");
                            stall();
                        } else if (calls == CALLS) {
                            loop.stop();
                        }
                    })
                    .arm(PERIOD, PERIOD);
            loop.run();
        }
        long possible = (System.nanoTime() - start) / PERIOD.toNanos();
        return mostAtOnce >= STALL_PERIODS && expirations <= possible;
    }

    /** What a handler should never do. */
    private static void stall() {
        long end = System.nanoTime() + STALL.toNanos();
        for (long left = STALL.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left); // may return early, and says nothing then
        }
    }

    /** Arms a timer that is told when somebody sets the clock. To set it is not for a demo: it would be everybody's. */
    private static boolean cancelOnSet(PrintStream out) {
        try (TimerFd timer = TimerFd.open(Clock.REALTIME)) {
            TimeSpec inAnHour = new TimeSpec(
                    Clock.REALTIME.now().seconds() + Duration.ofHours(1).toSeconds(), 0);
            timer.armAt(inAnHour, TimeSpec.ZERO, true);
            String flags = FdInfo.of(timer).field("settime flags").orElse("none");
            long seconds = timer.remaining().seconds();
            out.println("REALTIME in " + seconds + " s with CANCEL_ON_SET: kernel has flags " + flags
                    + " (1 ABSTIME, 2 CANCEL_ON_SET); a read now gives " + timer.read());
            timer.disarm();
            return Integer.parseInt(flags, 8) == 3 && timer.remaining().equals(TimeSpec.ZERO);
        }
    }
}
