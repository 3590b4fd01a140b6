package dev.carillon.loop;

import dev.carillon.loop.timer.Accuracy;

/**
 * How long the source that is handled has been at it: its share of a turn ends after a while, however cheap its events were
 * meant to be. A look at the clock costs as much as a small event, so it is taken after so many events as may take half of
 * what is left, by the pace so far.
 */
final class Slice {
    private static final int MOST_EVENTS_A_LOOK = 16;

    private final EventLoop loop;
    private final long nanos;
    private long start;
    private long events;
    private int step;
    private int untilLook;

    Slice(EventLoop loop) {
        this.loop = loop;
        this.nanos = Accuracy.saturatedNanos(loop.options.slice());
    }

    /** Another source has its turn. */
    void begin(long now) {
        start = now;
        events = 0;
        step = 1;
        untilLook = 2; // the first event is always handled
    }

    /** Whether there is time for another event; asked before each. */
    boolean goesOn() {
        return --untilLook > 0 || look();
    }

    private boolean look() {
        long spent = loop.time() - start;
        long left = nanos - spent;
        if (left <= 0) {
            untilLook = 1; // and no to whoever asks again
            return false;
        }
        events += step;
        long pace = spent / events + 1;
        step = Math.clamp(left / 2 / pace, 1, MOST_EVENTS_A_LOOK);
        untilLook = step;
        return true;
    }
}
