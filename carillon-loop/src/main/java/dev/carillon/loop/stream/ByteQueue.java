package dev.carillon.loop.stream;

import dev.carillon.linux.StreamFd;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes on their way to a descriptor, in order. For one thread at a time. */
public final class ByteQueue {
    private final Chunks chunks;

    /** Of each what waits is from position to limit, and what is free from limit to capacity. */
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    /**
     * An empty queue.
     *
     * @param chunks where its memory comes from
     */
    public ByteQueue(Chunks chunks) {
        this.chunks = chunks;
    }

    /**
     * Whether nothing waits.
     *
     * @return true without a byte
     */
    public boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Copies all that remains, or throws for want of memory and takes nothing.
     *
     * @param from from position to limit; the position moves to the limit
     */
    public void add(ByteBuffer from) {
        ByteBuffer last = waiting.peekLast();
        int room = last == null ? 0 : last.capacity() - last.limit();
        chunks.ensure(Math.ceilDiv(Math.max(0, from.remaining() - room), Chunks.SIZE));
        if (last != null) {
            append(last, from);
        }
        while (from.hasRemaining()) {
            last = chunks.take();
            waiting.add(last);
            append(last, from);
        }
    }

    private static void append(ByteBuffer chunk, ByteBuffer from) {
        int end = chunk.limit();
        int count = Math.min(chunk.capacity() - end, from.remaining());
        chunk.limit(end + count);
        chunk.put(end, from, from.position(), count);
        from.position(from.position() + count);
    }

    /**
     * How many bytes {@link #writeTo} will offer to the kernel.
     *
     * @param most the most to offer
     * @return bytes
     */
    public int first(int most) {
        return Math.min(most, waiting.getFirst().remaining());
    }

    /**
     * Writes with one call what stands together.
     *
     * @param stream where to
     * @param most bytes, 1 or more
     * @return how many were written; 0 if there is no room now
     * @throws dev.carillon.linux.LinuxException why not; then all that was not written still waits
     */
    public int writeTo(StreamFd stream, int most) {
        ByteBuffer first = waiting.getFirst();
        int end = first.limit();
        int count;
        try {
            first.limit(first.position() + first(most));
            count = stream.write(first);
        } finally {
            first.limit(end);
        }
        if (!first.hasRemaining()) {
            chunks.give(waiting.removeFirst());
        }
        return count;
    }

    /** Forgets all that waits. */
    public void clear() {
        while (!waiting.isEmpty()) {
            chunks.give(waiting.removeFirst());
        }
    }
}
