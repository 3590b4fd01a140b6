package dev.carillon.bench.mechanism;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What both ends see, in memory that two processes share, so that it costs the same in both layouts. */
final class Board {
    /** A number of 64 bits in a cache line of its own. */
    enum Word {
        /** What the next event means: a {@link Mode}. */
        MODE,
        /** 1 when all of a flood are sent. */
        DONE,
        /** When an event was sent. */
        SENT_AT,
        /** How long it took. */
        ONE_WAY,
        /** How often the receiver came back with something. */
        DELIVERED,
        /** How many events it was told of. */
        UNITS,
        /** When it was told of the last. */
        LAST_AT,
        /** CPU time of the receiver. */
        CPU,
        /** Its context switches. */
        SWITCHES
    }

    /** What an event means to who receives it. */
    enum Mode {
        /** To be answered at once. */
        TRIPS,
        /** The first of many, of which the last is answered. */
        FLOOD,
        /** To be answered when CPU time and context switches stand on the board. */
        USAGE,
        /** The last. */
        END;

        private static final Mode[] ALL = values();
    }

    private static final int LINE = 64;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final MemorySegment memory;

    private Board(MemorySegment memory) {
        this.memory = memory;
    }

    /** A file for one; removed when the JVM ends. */
    static Path create() throws IOException {
        Path file = Files.isWritable(SHARED_MEMORY)
                ? Files.createTempFile(SHARED_MEMORY, "carillon-bench", ".board")
                : Files.createTempFile("carillon-bench", ".board");
        file.toFile().deleteOnExit();
        return file;
    }

    static Board open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = (long) LINE * Word.values().length;
            return new Board(channel.map(FileChannel.MapMode.READ_WRITE, 0, size, Arena.global()));
        }
    }

    long get(Word word) {
        return (long) LONG.getVolatile(memory, (long) LINE * word.ordinal());
    }

    void set(Word word, long value) {
        LONG.setVolatile(memory, (long) LINE * word.ordinal(), value);
    }

    Mode mode() {
        return Mode.ALL[(int) get(Word.MODE)];
    }

    void mode(Mode mode) {
        set(Word.MODE, mode.ordinal());
    }
}
