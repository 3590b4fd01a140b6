package dev.carillon.dashboard;

import dev.carillon.dashboard.board.News;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.Tally;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Of many events of a source those that can be told apart in a picture: the first of each tick go on whole, of the others the last one, and
 * how many there were. At 100,000 a second whole ones would wait, grow old and fill the heap. What the monitor says of itself goes on
 * whole, and before it what it may be about. For one thread.
 */
final class Thinning {
    /** As many pins a lane gets in a tick. */
    static final int WHOLE = 64;

    private static final long TICK_MILLIS = Dashboard.TICK.toMillis();

    private final Consumer<News> next;
    private final Map<String, Slice> slices = new HashMap<>();
    /** Whether any source has had more than go on. */
    private boolean isHolding;

    /** What a source has had in a tick. */
    private static final class Slice {
        private long tick;
        private int whole;
        private long held;
        private double least = Double.NaN;
        private double greatest = Double.NaN;
        private double number = Double.NaN;
        private @Nullable Occurrence newest;

        void hold(Occurrence occurrence) {
            if (newest != null) {
                count(newest);
            }
            newest = occurrence;
        }

        private void count(Occurrence occurrence) {
            held++;
            double value = occurrence.value();
            if (!Double.isNaN(value)) {
                least = Double.isNaN(least) ? value : Math.min(least, value);
                greatest = Double.isNaN(greatest) ? value : Math.max(greatest, value);
                number = value;
            }
        }
    }

    /** One that hands on to somebody. */
    Thinning(Consumer<News> next) {
        this.next = next;
    }

    void put(Occurrence occurrence) {
        if (occurrence.isOwn()) {
            handOn();
            next.accept(occurrence);
            return;
        }
        Slice slice = slices.computeIfAbsent(occurrence.source(), name -> new Slice());
        long tick = Math.floorDiv(occurrence.time().toEpochMilli(), TICK_MILLIS);
        if (tick != slice.tick) {
            handOn(slice);
            slice.tick = tick;
            slice.whole = 0;
        }
        if (slice.whole < WHOLE) {
            slice.whole++;
            next.accept(occurrence);
        } else {
            slice.hold(occurrence);
            isHolding = true;
        }
    }

    /** Hands on all that is held. */
    void handOn() {
        if (isHolding) {
            isHolding = false;
            slices.values().forEach(this::handOn);
        }
    }

    /** Hands on all that is held, and forgets sources that may be gone. */
    void rest() {
        handOn();
        slices.clear();
    }

    private void handOn(Slice slice) {
        Occurrence newest = slice.newest;
        if (newest == null) {
            return;
        }
        if (slice.held > 0) {
            Instant time = newest.time();
            String unit = newest.text("unit");
            next.accept(new Tally(time, newest.source(), slice.held, slice.least, slice.greatest, slice.number, unit));
        }
        slice.newest = null;
        slice.held = 0;
        slice.least = Double.NaN;
        slice.greatest = Double.NaN;
        slice.number = Double.NaN;
        next.accept(newest);
    }
}
