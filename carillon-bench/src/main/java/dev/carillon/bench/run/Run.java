package dev.carillon.bench.run;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.CProgram;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.SystemCalls;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run as its parts see it.
 *
 * @param settings how it measures
 * @param figures takes what was measured, and is told what could not run
 * @param course takes the steps
 * @param nanosLeft how long the present part may still take
 */
public record Run(Settings settings, Figures figures, Course course, LongSupplier nanosLeft) {
    /** Whether the present part has had its time. */
    public boolean isOver() {
        return nanosLeft.getAsLong() < 0;
    }

    /** The rounds of one part. */
    public Rounds rounds() {
        return new Rounds(settings.rounds(), figures, course, nanosLeft);
    }

    /** Leaves out what there is no time for; the step it belongs to is not done then. */
    public void leaveOut(String what, int round) {
        figures.failed(what, "no time left in round " + round);
        course.cutShort();
    }

    /**
     * Makes a program of {@code src/main/c}.
     *
     * @param part is told of if that cannot be done
     * @return null if that cannot be done
     */
    public @Nullable Path compile(String name, String part) {
        try {
            return CProgram.compile(settings.home(), name);
        } catch (Children.Failure e) {
            figures.failed(part + ", C", e.getMessage());
            return null;
        }
    }

    /** Whether system calls can be counted; if not, that is said of the part. */
    public boolean countsCalls(String part) {
        try {
            SystemCalls.check();
            return true;
        } catch (Children.Failure e) {
            figures.failed(part + ", system calls", "strace: " + e.getMessage());
            return false;
        }
    }
}
