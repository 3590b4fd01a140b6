package dev.carillon.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;

/** How a loop is made. Immutable; each {@code with…} method gives a changed copy. Begin with {@link #DEFAULTS}. */
public final class LoopOptions {
    /**
     * epoll, 1,024 events a wait, 64 events and 10 ms a source and turn, timers exact to 1 ms, handlers slow from 500 ms on,
     * reads of up to 64 KiB, the sends of a turn by one call where that works, errors logged, the system's time.
     */
    public static final LoopOptions DEFAULTS = new LoopOptions();

    private IntFunction<Poller> poller = PollerKind.EPOLL;
    private int batch = 1024;
    private int budget = 64;
    private Duration slice = Duration.ofMillis(10);
    private Duration timerAccuracy = Duration.ofMillis(1);
    private Duration slowHandler = Duration.ofMillis(500);
    private int readBuffer = 64 * 1024;
    private SendRing.Use sendRing = SendRing.Use.WHERE_IT_WORKS;
    private ErrorHandler errorHandler = ErrorHandler.LOGGING;
    private TimeSource time = TimeSource.SYSTEM;

    private LoopOptions() {}

    private LoopOptions copy() {
        LoopOptions copy = new LoopOptions();
        copy.poller = poller;
        copy.batch = batch;
        copy.budget = budget;
        copy.slice = slice;
        copy.timerAccuracy = timerAccuracy;
        copy.slowHandler = slowHandler;
        copy.readBuffer = readBuffer;
        copy.sendRing = sendRing;
        copy.errorHandler = errorHandler;
        copy.time = time;
        return copy;
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, not " + value);
        }
        return value;
    }

    private static Duration longerThanZero(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is longer than zero, not " + value);
        }
        return value;
    }

    /**
     * Another poller: a {@link PollerKind}, or one of the program's own.
     *
     * @param newPoller makes it, for a batch size
     * @return the changed copy
     */
    public LoopOptions withPoller(IntFunction<Poller> newPoller) {
        LoopOptions changed = copy();
        changed.poller = Objects.requireNonNull(newPoller, "poller");
        return changed;
    }

    /**
     * Another batch size: how many ready descriptors one wait reports at the most.
     *
     * @param newBatch 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public LoopOptions withBatch(int newBatch) {
        LoopOptions changed = copy();
        changed.batch = atLeastOne("batch", newBatch);
        return changed;
    }

    /**
     * Another budget: how many events of one source are handled in a turn, unless the source says otherwise.
     *
     * @param newBudget 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public LoopOptions withBudget(int newBudget) {
        LoopOptions changed = copy();
        changed.budget = atLeastOne("budget", newBudget);
        return changed;
    }

    /**
     * Another slice: how long one source is handled in a turn before others have theirs, however much of its budget is left.
     * A handler that runs is not cut short.
     *
     * @param newSlice longer than zero
     * @return the changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public LoopOptions withSlice(Duration newSlice) {
        LoopOptions changed = copy();
        changed.slice = longerThanZero("slice", newSlice);
        return changed;
    }

    /**
     * Another accuracy of timers: how late they may be by choice, unless the timer says otherwise.
     *
     * @param newAccuracy zero (as exact as the kernel can) or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public LoopOptions withTimerAccuracy(Duration newAccuracy) {
        if (newAccuracy.isNegative()) {
            throw new IllegalArgumentException("timerAccuracy is zero or more, not " + newAccuracy);
        }
        LoopOptions changed = copy();
        changed.timerAccuracy = newAccuracy;
        return changed;
    }

    /**
     * Another limit for handlers: one that takes longer is reported by name, with its stack.
     *
     * @param newLimit longer than zero
     * @return the changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public LoopOptions withSlowHandler(Duration newLimit) {
        LoopOptions changed = copy();
        changed.slowHandler = longerThanZero("slowHandler", newLimit);
        return changed;
    }

    /**
     * Another read buffer: how much one read can take.
     *
     * @param bytes 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public LoopOptions withReadBuffer(int bytes) {
        LoopOptions changed = copy();
        changed.readBuffer = atLeastOne("readBuffer", bytes);
        return changed;
    }

    /**
     * Another way of what a turn sends.
     *
     * @param newUse whether it goes by one call, {@link SendRing}
     * @return the changed copy
     */
    public LoopOptions withSendRing(SendRing.Use newUse) {
        LoopOptions changed = copy();
        changed.sendRing = Objects.requireNonNull(newUse, "sendRing");
        return changed;
    }

    /**
     * Another error handler.
     *
     * @param newHandler hears of handlers that throw
     * @return the changed copy
     */
    public LoopOptions withErrorHandler(ErrorHandler newHandler) {
        LoopOptions changed = copy();
        changed.errorHandler = Objects.requireNonNull(newHandler, "errorHandler");
        return changed;
    }

    /**
     * Another time, for tests and simulations: see {@link TimeSource} for what has to go with it.
     *
     * @param newTime the loop's only clock
     * @return the changed copy
     */
    public LoopOptions withTime(TimeSource newTime) {
        LoopOptions changed = copy();
        changed.time = Objects.requireNonNull(newTime, "time");
        return changed;
    }

    /**
     * What makes the poller, for a batch size.
     *
     * @return a {@link PollerKind}, or the program's own
     */
    public IntFunction<Poller> poller() {
        return poller;
    }

    /**
     * How many ready descriptors one wait reports at the most.
     *
     * @return 1 or more
     */
    public int batch() {
        return batch;
    }

    /**
     * How many events of one source are handled in a turn, unless the source says otherwise.
     *
     * @return 1 or more
     */
    public int budget() {
        return budget;
    }

    /**
     * How long one source is handled in a turn before others have theirs.
     *
     * @return longer than zero
     */
    public Duration slice() {
        return slice;
    }

    /**
     * How late a timer may be by choice, unless the timer says otherwise.
     *
     * @return zero or more
     */
    public Duration timerAccuracy() {
        return timerAccuracy;
    }

    /**
     * From when on a handler is reported as slow.
     *
     * @return longer than zero
     */
    public Duration slowHandler() {
        return slowHandler;
    }

    /**
     * How much one read can take.
     *
     * @return bytes, 1 or more
     */
    public int readBuffer() {
        return readBuffer;
    }

    /**
     * Whether what a turn sends goes by one call.
     *
     * @return {@link SendRing.Use#WHERE_IT_WORKS} unless changed; what has come of it {@link EventLoop#sendRing} says
     */
    public SendRing.Use sendRing() {
        return sendRing;
    }

    /**
     * Who hears of handlers that throw.
     *
     * @return the error handler
     */
    public ErrorHandler errorHandler() {
        return errorHandler;
    }

    /**
     * The loop's clock.
     *
     * @return {@link TimeSource#SYSTEM} unless changed
     */
    public TimeSource time() {
        return time;
    }
}
