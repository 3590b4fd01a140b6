package dev.carillon.loop;

import java.time.Duration;
import java.util.function.IntFunction;

/**
 * How a loop is made. Immutable; each method gives a changed copy of {@link #DEFAULTS}.
 *
 * @param poller makes the poller for a batch size: a {@link PollerKind}
 * @param batch how many ready descriptors one wait reports at the most
 * @param budget how many events of one source are handled in a turn, unless the source says otherwise
 * @param timerAccuracy how late a timer may be by choice, unless the timer says otherwise
 * @param slowHandler a handler that takes longer is reported by name, with its stack
 * @param readBuffer the bytes one read can take
 * @param errorHandler hears of handlers that throw
 */
public record LoopOptions(
        IntFunction<Poller> poller,
        int batch,
        int budget,
        Duration timerAccuracy,
        Duration slowHandler,
        int readBuffer,
        ErrorHandler errorHandler) {
    /** epoll, 1,024 events a wait, 64 events a source and turn, 1 ms, 500 ms, 64 KiB; errors are logged. */
    public static final LoopOptions DEFAULTS = new LoopOptions(
            PollerKind.EPOLL, 1024, 64, Duration.ofMillis(1), Duration.ofMillis(500), 64 * 1024, ErrorHandler.LOGGING);

    /** Refuses what cannot work. */
    public LoopOptions {
        atLeastOne("batch", batch);
        atLeastOne("budget", budget);
        atLeastOne("readBuffer", readBuffer);
        if (timerAccuracy.isNegative()) {
            throw new IllegalArgumentException("timerAccuracy is zero or more, not " + timerAccuracy);
        }
        if (slowHandler.isNegative() || slowHandler.isZero()) {
            throw new IllegalArgumentException("slowHandler is longer than zero, not " + slowHandler);
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, not " + value);
        }
    }

    /**
     * Another poller: a {@link PollerKind}, or one of the program's own.
     *
     * @param newPoller makes it, for a batch size
     * @return the changed copy
     */
    public LoopOptions withPoller(IntFunction<Poller> newPoller) {
        return new LoopOptions(newPoller, batch, budget, timerAccuracy, slowHandler, readBuffer, errorHandler);
    }

    /**
     * Another batch size.
     *
     * @param newBatch 1 or more
     * @return the changed copy
     */
    public LoopOptions withBatch(int newBatch) {
        return new LoopOptions(poller, newBatch, budget, timerAccuracy, slowHandler, readBuffer, errorHandler);
    }

    /**
     * Another budget a source and turn.
     *
     * @param newBudget 1 or more
     * @return the changed copy
     */
    public LoopOptions withBudget(int newBudget) {
        return new LoopOptions(poller, batch, newBudget, timerAccuracy, slowHandler, readBuffer, errorHandler);
    }

    /**
     * Another accuracy of timers.
     *
     * @param newAccuracy zero (as exact as the kernel can) or more
     * @return the changed copy
     */
    public LoopOptions withTimerAccuracy(Duration newAccuracy) {
        return new LoopOptions(poller, batch, budget, newAccuracy, slowHandler, readBuffer, errorHandler);
    }

    /**
     * Another limit for handlers.
     *
     * @param newLimit longer than zero
     * @return the changed copy
     */
    public LoopOptions withSlowHandler(Duration newLimit) {
        return new LoopOptions(poller, batch, budget, timerAccuracy, newLimit, readBuffer, errorHandler);
    }

    /**
     * Another read buffer.
     *
     * @param bytes 1 or more
     * @return the changed copy
     */
    public LoopOptions withReadBuffer(int bytes) {
        return new LoopOptions(poller, batch, budget, timerAccuracy, slowHandler, bytes, errorHandler);
    }

    /**
     * Another error handler.
     *
     * @param newHandler hears of handlers that throw
     * @return the changed copy
     */
    public LoopOptions withErrorHandler(ErrorHandler newHandler) {
        return new LoopOptions(poller, batch, budget, timerAccuracy, slowHandler, readBuffer, newHandler);
    }
}
