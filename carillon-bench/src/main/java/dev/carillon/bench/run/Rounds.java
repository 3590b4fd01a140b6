package dev.carillon.bench.run;

import dev.carillon.bench.figures.Figures;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/** The rounds of one part of a run. A step of theirs begins only if there is time for one as long as the longest so far. */
public final class Rounds {
    private final int count;
    private final Figures missing;
    private final Course course;
    private final LongSupplier nanosLeft;
    private long longest;
    private long leftOut;

    Rounds(int count, Figures missing, Course course, LongSupplier nanosLeft) {
        this.count = count;
        this.missing = missing;
        this.course = course;
        this.nanosLeft = nanosLeft;
    }

    /** Takes each round as one step, as long as there is time. */
    public void each(String part, String name, IntConsumer round) {
        for (int number = 1; number <= count; number++) {
            int current = number;
            if (!take(part, name, current, () -> round.accept(current))) {
                return;
            }
        }
    }

    /** Takes a step of a round; without the time for it false, which is said of the part. */
    public boolean take(String part, String name, int round, Runnable work) {
        if (nanosLeft.getAsLong() < longest) {
            missing.failed(part, "no time left for round " + round + " of " + count);
            return false;
        }
        leftOut = 0;
        long began = System.nanoTime();
        course.take(name + ", round " + round + " of " + count, work);
        longest = Math.max(longest, System.nanoTime() - began - leftOut);
        return true;
    }

    /** So much of the step that is being taken no other one will take. */
    public void leaveOut(long nanos) {
        leftOut += nanos;
    }
}
