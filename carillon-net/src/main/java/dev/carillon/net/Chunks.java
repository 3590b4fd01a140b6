package dev.carillon.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Buffers for bytes that have to wait: some connections need one for a while, most none. A few are kept for the next in
 * need. For one loop.
 */
final class Chunks {
    /** Bytes of a chunk: what one read of a loop with default options can bring. */
    static final int SIZE = 64 * 1024;

    private static final int KEPT = 16;

    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>(KEPT);
    private final boolean direct;

    private Chunks(boolean direct) {
        this.direct = direct;
    }

    /** Of memory that the kernel can read and write. */
    static Chunks direct() {
        return new Chunks(true);
    }

    /** Of arrays. */
    static Chunks onHeap() {
        return new Chunks(false);
    }

    /** A cleared buffer of at least so many bytes. */
    ByteBuffer take(int bytes) {
        if (bytes > SIZE) {
            return allocate(bytes);
        }
        ByteBuffer chunk = spare.poll();
        return chunk == null ? allocate(SIZE) : chunk.clear();
    }

    private ByteBuffer allocate(int bytes) {
        return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
    }

    void giveBack(ByteBuffer chunk) {
        if (chunk.capacity() == SIZE && spare.size() < KEPT) {
            spare.push(chunk);
        }
    }
}
