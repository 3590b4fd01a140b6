package dev.carillon.monitor.source;

import java.util.Optional;

/** Which programs are kept running, where the next monitor finds those that have outlived this one. For the loop's thread. */
public interface Remains {
    /** Nothing is kept. */
    Remains NONE = new Remains() {
        @Override
        public void started(String source, Former program) {
            // Nobody finds it.
        }

        @Override
        public void ended(String source, int pid) {
            // It was not kept.
        }

        @Override
        public Optional<Former> take(String source) {
            return Optional.empty();
        }
    };

    /**
     * A program, which is not any other that got its number.
     *
     * @param pid its process
     * @param start when it was started, as the kernel counts
     */
    record Former(int pid, long start) {}

    /** A source has started a program. */
    void started(String source, Former program);

    /** A source's program has ended. */
    void ended(String source, int pid);

    /** The program which an earlier monitor has started for a source; told once. It may have ended. */
    Optional<Former> take(String source);
}
