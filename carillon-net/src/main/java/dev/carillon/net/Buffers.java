package dev.carillon.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Memory for bytes that have to wait: some connections need it for a while, most do not. It is leased in three sizes, so that
 * a few bytes hold no more than 4 KiB, and a few leases of each size are kept for the next in need. For one loop.
 *
 * <p>All that is on lease counts against a budget. What would exceed it is refused, and so is what the machine has no memory
 * for: who asks for it loses its connection, not the loop its life.
 */
final class Buffers {
    /** Bytes of the largest size: what one read of a loop with default options can bring. */
    static final int LARGE = 64 * 1024;

    private static final int[] SIZES = {4 * 1024, 16 * 1024, LARGE};
    /** Spare leases of each size: what a thousand connections need at once for a few bytes each is there for the next turn. */
    private static final int[] KEPT = {1024, 64, 16};

    private final ArrayDeque<Lease>[] spare;
    private final boolean direct;
    private final Budget budget;

    /** How much all buffers of a group may take together. */
    static final class Budget {
        private long limit;
        private long leased;
        private long refused;

        Budget(long bytes) {
            this.limit = bytes;
        }

        /** Bytes on lease. */
        long leased() {
            return leased;
        }

        /** How often there was nothing to be had. */
        long refused() {
            return refused;
        }
    }

    /** Memory on lease, until it is given back. */
    static final class Lease implements Outbox.Item {
        /** Gets bytes at its position. */
        final ByteBuffer writer;
        /** The same memory, for reading what was written. */
        final ByteBuffer reader;

        private Lease(ByteBuffer memory) {
            this.writer = memory;
            this.reader = memory.duplicate();
        }

        /** The bytes that were written and not read yet. */
        ByteBuffer written() {
            return reader.limit(writer.position());
        }

        private Lease cleared() {
            writer.clear();
            reader.clear();
            return this;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic lists cannot be made otherwise
    private Buffers(boolean direct, Budget budget) {
        this.direct = direct;
        this.budget = budget;
        this.spare = new ArrayDeque[SIZES.length];
        for (int i = 0; i < SIZES.length; i++) {
            spare[i] = new ArrayDeque<>();
        }
    }

    /** Of memory that the kernel can read and write. */
    static Buffers direct(Budget budget) {
        return new Buffers(true, budget);
    }

    /** Of arrays. */
    static Buffers onHeap(Budget budget) {
        return new Buffers(false, budget);
    }

    /**
     * Leases cleared memory.
     *
     * @param bytes the least that is needed
     * @throws NoBuffersException if that would exceed the budget, or what the machine has
     */
    Lease take(int bytes) throws NoBuffersException {
        int size = 0;
        while (size < SIZES.length && SIZES[size] < bytes) {
            size++;
        }
        Lease kept = size < SIZES.length ? spare[size].poll() : null;
        int capacity = kept != null ? kept.writer.capacity() : size < SIZES.length ? SIZES[size] : bytes;
        if (budget.leased + capacity > budget.limit) {
            if (kept != null) {
                spare[size].push(kept);
            }
            throw refused(capacity);
        }
        Lease lease = kept == null ? new Lease(allocate(capacity)) : kept.cleared();
        budget.leased += capacity;
        return lease;
    }

    private ByteBuffer allocate(int bytes) throws NoBuffersException {
        try {
            return direct ? ByteBuffer.allocateDirect(bytes) : ByteBuffer.allocate(bytes);
        } catch (OutOfMemoryError e) {
            // To ask in vain takes the JVM half a second of the loop's time: so not again until something was given
            // back.
            budget.limit = Math.max(budget.leased, LARGE);
            throw refused(bytes);
        }
    }

    private NoBuffersException refused(int bytes) {
        budget.refused++;
        return new NoBuffersException(bytes, budget.leased, budget.limit);
    }

    void giveBack(Lease lease) {
        int capacity = lease.writer.capacity();
        budget.leased -= capacity;
        for (int i = 0; i < SIZES.length; i++) {
            if (SIZES[i] == capacity && spare[i].size() < KEPT[i]) {
                spare[i].push(lease);
            }
        }
    }
}
