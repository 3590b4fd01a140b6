package dev.carillon.testing;

import dev.carillon.loop.ErrorHandler;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Source;
import dev.carillon.loop.Sources;
import dev.carillon.loop.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An event loop for tests: its descriptors are the kernel's own, its time is the test's. Timers, timeouts, rate limits and
 * idle notices wait for {@link #advance} and for nothing else, so a test about an hour takes no time, and one about a
 * millisecond never fails on a busy machine.
 *
 * {@snippet :
 * try (TestLoop test = TestLoop.open("test")) {
 *     List<String> seen = new ArrayList<>();
 *     test.timer("hourly", (source, ticks) -> seen.add("tick")).every(Duration.ofHours(1));
 *     test.advance(Duration.ofHours(3));
 *     assertEquals(List.of("tick", "tick", "tick"), seen);
 * }
 * }
 *
 * <p>The loop is driven by these methods alone, on the thread that calls the first of them; they return when there is nothing
 * left to do. What a handler throws is thrown by the method that ran it, as an {@link AssertionError}, unless the options have
 * an error handler of their own.
 *
 * <p>Only the loop's time is the test's: a {@link dev.carillon.loop.KernelTimerSource} goes by the kernel's, and so does what
 * other threads, processes and peers do. For those there is {@link #await}.
 */
public final class TestLoop implements Sources, AutoCloseable {
    /** Longer than any deadline: a loop that would sleep so long has none. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    private static final int MOST_TURNS = 1_000_000;

    private final TestTime time = new TestTime();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop;

    private TestLoop(String name, LoopOptions options) {
        LoopOptions changed = options.withTime(time)
                .withTimerAccuracy(Duration.ZERO)
                .withPoller(batch -> new TestPoller(options.poller().apply(batch), time));
        if (options.errorHandler() == ErrorHandler.LOGGING) {
            changed = changed.withErrorHandler(this::failed);
        }
        loop = EventLoop.open(name, changed);
    }

    /**
     * A loop with the default options.
     *
     * @param name for logs, statistics and errors
     * @return the loop, to be closed
     * @throws dev.carillon.linux.LinuxException if descriptors are exhausted
     */
    public static TestLoop open(String name) {
        return open(name, LoopOptions.DEFAULTS);
    }

    /**
     * A loop.
     *
     * @param name for logs, statistics and errors
     * @param options how it is made; the time is replaced, the poller kept from sleeping, and timers are exact
     * @return the loop, to be closed
     * @throws dev.carillon.linux.LinuxException if descriptors are exhausted
     */
    public static TestLoop open(String name, LoopOptions options) {
        return new TestLoop(name, options);
    }

    private void failed(Source source, Throwable error) {
        failures.add(new AssertionError("handler of " + source + " threw: " + error, error));
    }

    /**
     * The loop, to hand to what is tested. Its {@code run} and {@code turn} are not for the test.
     *
     * @return the loop
     */
    @Override
    public EventLoop loop() {
        return loop;
    }

    /**
     * The loop's time, for what has a clock besides. Safe from any thread.
     *
     * @return the time: zero at the beginning
     */
    public TimeSource time() {
        return time;
    }

    /**
     * How far time has been moved on.
     *
     * @return the span since the beginning
     */
    public Duration elapsed() {
        return Duration.ofNanos(time.nanos());
    }

    /**
     * Handles everything that is ready or due at the present time, and what follows from it, until nothing is.
     *
     * @return how many sources were handled
     * @throws AssertionError with what a handler threw; or if there is no end to it
     * @throws IllegalStateException on another thread than the loop's, and once it has ended
     */
    public int runUntilIdle() {
        return runUntil(time.nanos());
    }

    /**
     * Lets time pass. It stops at each deadline on the way, so that each is met at its own time, and what its handler schedules
     * is met as well. Before the first and after each, and at last, everything that is ready is handled.
     *
     * @param span how much time; zero is {@link #runUntilIdle}
     * @return how many sources were handled
     * @throws IllegalArgumentException for a span less than zero: time does not go back
     * @throws AssertionError with what a handler threw; or if there is no end to it
     * @throws IllegalStateException on another thread than the loop's, and once it has ended
     */
    public int advance(Duration span) {
        if (span.isNegative()) {
            throw new IllegalArgumentException("time does not go back by " + span.negated());
        }
        long target = Math.addExact(time.nanos(), span.toNanos());
        int handled = runUntil(target);
        if (loop.isStopping()) {
            return handled;
        }
        time.moveTo(target);
        return handled + runUntilIdle();
    }

    private int runUntil(long horizon) {
        time.allowUntil(horizon);
        int handled = turns();
        throwFailures();
        return handled;
    }

    private int turns() {
        int handled = 0;
        time.resume(Duration.ZERO);
        for (int turns = 0; turns < MOST_TURNS; turns++) {
            handled += loop.turn(FOREVER);
            if (time.isIdle() || loop.isStopping()) {
                return handled;
            }
        }
        throw new AssertionError(loop + " has work after " + MOST_TURNS
                + " turns still: does a handler call for itself again and again?");
    }

    /**
     * Waits, in the time of the world, for what another thread, process or peer does. The loop handles what comes meanwhile; its
     * own time stands still.
     *
     * @param happened asked after each time that something was handled
     * @param patience how long at the most, in the time of the world
     * @throws AssertionError if it has not happened in time; or with what a handler threw
     * @throws IllegalStateException on another thread than the loop's, and once it has ended
     */
    public void await(BooleanSupplier happened, Duration patience) {
        long began = TimeSource.SYSTEM.nanos();
        runUntilIdle();
        while (!happened.getAsBoolean()) {
            Duration left = patience.minusNanos(TimeSource.SYSTEM.nanos() - began);
            if (left.isNegative() || left.isZero()) {
                throw new AssertionError("it has not happened in " + patience + " of real time, with " + loop + " at "
                        + elapsed() + " of its own");
            }
            time.resume(left);
            loop.turn(FOREVER);
            runUntilIdle();
        }
    }

    /**
     * How long it is to the loop's earliest deadline, once everything that is ready has been handled: the span that
     * {@link #advance} takes to get there.
     *
     * @return the span; empty if nothing is scheduled. A deadline that was cancelled may count until its time has come
     * @throws AssertionError with what a handler threw
     * @throws IllegalStateException on another thread than the loop's, and once it has ended
     */
    public Optional<Duration> untilNextDeadline() {
        runUntilIdle();
        Duration next = time.untilNext();
        return next.compareTo(FOREVER) < 0 ? Optional.of(next) : Optional.empty();
    }

    private void throwFailures() {
        if (failures.isEmpty()) {
            return;
        }
        AssertionError first = (AssertionError) failures.removeFirst();
        failures.forEach(first::addSuppressed);
        failures.clear();
        throw first;
    }

    /**
     * Ends the loop: exit sources run, everything is closed. Idempotent.
     *
     * @throws AssertionError with what a handler threw that no other call has told
     */
    @Override
    public void close() {
        loop.close();
        throwFailures();
    }
}
