package dev.carillon.bench.run;

import java.nio.file.Path;
import java.util.List;

/**
 * How a run measures.
 *
 * @param rounds how often each comparison is measured, its sides in turn
 * @param depth how long each is measured
 * @param pin the CPU of the servers and that of their load, likewise of the ends of a mechanism; empty without
 * @param home the directory of carillon-bench, where the C sources are
 */
public record Settings(int rounds, Depth depth, List<Integer> pin, Path home) {
    /** How long everything is measured. */
    public enum Depth {
        /** To see that all get on with each other: nothing is warm. */
        TRIAL,
        /** A small choice over the groups, briefly: a first look. */
        BRIEF,
        /** Figures to see that all works, not to quote. */
        QUICK,
        /** As long as it takes. */
        FULL;

        /** One of three lengths. */
        public int of(int full, int quick, int brief) {
            return switch (this) {
                case FULL -> full;
                case QUICK -> quick;
                case BRIEF, TRIAL -> brief;
            };
        }

        /** Whether what a JIT compiles has load until it is warm, before it is measured. */
        public boolean warmsUp() {
            return this != TRIAL;
        }

        /** One of two lengths. */
        public int of(int full, int quick) {
            return of(full, quick, quick);
        }
    }

    /** Whether it is the small choice over the groups. */
    public boolean isBrief() {
        return depth.compareTo(Depth.BRIEF) <= 0;
    }

    /** Whether it is no full measurement. */
    public boolean isQuick() {
        return depth != Depth.FULL;
    }

    /** The same without a CPU for each. */
    public Settings unpinned() {
        return new Settings(rounds, depth, List.of(), home);
    }

    /** The two CPUs that are chosen where it has to be said which. */
    public List<Integer> cpus() {
        return pin.isEmpty() ? List.of(0, 1) : pin;
    }
}
