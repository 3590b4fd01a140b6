package dev.carillon.loop.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Memory for bytes that wait, in pieces of one size that all writers of a loop share: a writer at rest holds none. Safe from any
 * thread; only the loop's takes.
 */
public final class Chunks {
    static final int SIZE = 16 * 1024;

    /** What is kept of what is given back: 4 MiB. */
    private static final int MOST_KEPT = 256;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    /** No memory yet. */
    public Chunks() {}

    /** Has so many ready for {@link #take}; if there is no memory, it is here that it shows. */
    synchronized void ensure(int count) {
        while (free.size() < count) {
            free.push(ByteBuffer.allocateDirect(SIZE));
        }
    }

    /** An empty one of those that are ready. */
    synchronized ByteBuffer take() {
        return free.pop().position(0).limit(0);
    }

    synchronized void give(ByteBuffer chunk) {
        if (free.size() < MOST_KEPT) {
            free.push(chunk);
        }
    }
}
