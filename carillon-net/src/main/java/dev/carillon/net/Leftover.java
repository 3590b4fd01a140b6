package dev.carillon.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came and that nobody has taken yet: part of a message whose rest has not come. A few are kept in an array of
 * their own size and put in front of the next read, so that a peer who stops in the middle of a message holds little memory;
 * many stay where they are, and the next read goes behind them.
 */
final class Leftover {
    /** Up to so many are copied each time. */
    private static final int FEW = 4 * 1024;

    private final Buffers buffers;
    private byte @Nullable [] few;
    /** The writer's position is behind the last byte. */
    private Buffers.@Nullable Lease many;

    Leftover(Buffers buffers) {
        this.buffers = buffers;
    }

    boolean isEmpty() {
        return few == null && many == null;
    }

    int size() {
        Buffers.Lease large = many;
        byte[] small = few;
        return large != null ? large.writer.position() : small != null ? small.length : 0;
    }

    /**
     * A buffer that begins with the bytes kept and has room behind them.
     *
     * @param shared the loop's cleared buffer
     * @param room the least room that is needed, in bytes
     * @param limit how large it may become, but for that room; the caller has made sure that fewer bytes than that are kept
     */
    ByteBuffer withRoom(ByteBuffer shared, int room, int limit) throws NoBuffersException {
        byte[] small = few;
        int kept = small == null ? 0 : small.length;
        if (many == null && kept + room <= shared.remaining()) {
            few = null;
            return small == null ? shared : shared.put(small);
        }
        Buffers.Lease large = many;
        if (large == null) {
            many = large = buffers.take(kept + room);
        }
        if (small != null) {
            few = null;
            large.writer.put(small);
        }
        if (large.writer.remaining() < room) {
            many = large = grown(large, room, limit);
        }
        return large.writer;
    }

    private Buffers.Lease grown(Buffers.Lease lease, int room, int limit) throws NoBuffersException {
        ByteBuffer from = lease.writer;
        long doubled = Math.max((long) from.position() + room, Math.min(2L * from.capacity(), limit));
        Buffers.Lease larger = buffers.take((int) doubled);
        larger.writer.put(from.flip());
        buffers.giveBack(lease);
        return larger;
    }

    /** Keeps what is left in a buffer that {@link #withRoom} gave out and that has been read from since. */
    void keep(ByteBuffer left) throws NoBuffersException {
        Buffers.Lease large = many;
        if (!left.hasRemaining()) {
            discard();
        } else if (large != null && left == large.writer) {
            if (left.remaining() > FEW) {
                left.compact();
            } else {
                copy(left);
                buffers.giveBack(large);
                many = null;
            }
        } else if (left.remaining() > FEW) {
            Buffers.Lease lease = buffers.take(left.remaining());
            lease.writer.put(left);
            many = lease;
        } else {
            copy(left);
        }
    }

    private void copy(ByteBuffer left) {
        byte[] copy = new byte[left.remaining()];
        left.get(copy);
        few = copy;
    }

    /** A copy of what is kept and, behind it, of other bytes, which stay as they are. */
    ByteBuffer followedBy(ByteBuffer more) {
        ByteBuffer all = ByteBuffer.allocate(size() + more.remaining());
        byte[] small = few;
        Buffers.Lease large = many;
        if (small != null) {
            all.put(small);
        } else if (large != null) {
            all.put(large.writer.duplicate().flip());
        }
        return all.put(more.duplicate()).flip();
    }

    void discard() {
        Buffers.Lease large = many;
        if (large != null) {
            buffers.giveBack(large);
        }
        many = null;
        few = null;
    }
}
