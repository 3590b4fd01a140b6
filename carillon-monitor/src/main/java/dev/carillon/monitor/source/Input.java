package dev.carillon.monitor.source;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * What a source reads from, as a file says it. Two that are equal are the same: after a reload the one that is open goes on. Each
 * kind has a class, with its reader for the file, and is in {@link SourceReader}.
 */
public sealed interface Input
        permits CalendarInput,
                CgroupInput,
                ChildInput,
                ClockInput,
                ConnectInput,
                CounterInput,
                DiskInput,
                FifoInput,
                HttpInput,
                LinksInput,
                ListenInput,
                MountsInput,
                PathInput,
                PidInput,
                PluginInput,
                PostInput,
                PressureInput,
                SampleInput,
                SignalsInput,
                StdinInput,
                TimerInput {
    /** The names of the fields of a line. */
    Set<String> LINE_FIELDS = Set.of("line", "cut", "unfinished", "notUtf8");

    /** The key that it has in a file. */
    String key();

    /** What no other source can have beside it, as people name it. */
    default Set<String> claims() {
        return Set.of();
    }

    /** Whether it can be opened only once, so that another that wants the same has to wait until it is closed. */
    default boolean isExclusive() {
        return false;
    }

    /** Where it listens; empty if it does not. */
    default Optional<Listening> listening() {
        return Optional.empty();
    }

    /** Whether it starts something that must not run beside what the other has started. */
    default boolean awaitsEndOf(Input other) {
        return false;
    }

    /** Whether it starts a program again when that has ended. */
    default boolean startsAgain() {
        return false;
    }

    /** Whether what comes of it is text, of which a value can be taken. */
    default boolean givesText() {
        return false;
    }

    /** The names of the fields that its events may have, but for those of its value; empty if they cannot be known. */
    default Set<String> fields() {
        return Set.of();
    }

    /** Whether what it reads from can wait in the kernel while it is not read. */
    default boolean canWait() {
        return false;
    }

    /**
     * Opens it on the loop's thread.
     *
     * @param inlet gets what comes
     * @throws IOException if it cannot be opened, with the reason; nothing is left open then
     * @throws dev.carillon.linux.LinuxException likewise
     */
    OpenInput open(Inlet inlet) throws IOException;
}
