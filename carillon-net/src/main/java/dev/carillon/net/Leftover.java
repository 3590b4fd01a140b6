package dev.carillon.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a handler has left: part of a message whose rest has not come. A few are kept in an array of their own size
 * and put in front of the next read, so that a peer who stops in the middle of a message holds little memory; many stay
 * where they are, and the next read goes behind them.
 */
final class Leftover {
    /** Up to so many are copied each time. */
    private static final int FEW = 4 * 1024;

    private final Chunks chunks;
    private byte @Nullable [] few;
    /** In writing mode: the position is behind the last byte. */
    private @Nullable ByteBuffer many;

    Leftover(Chunks chunks) {
        this.chunks = chunks;
    }

    boolean isEmpty() {
        return few == null && many == null;
    }

    int size() {
        ByteBuffer large = many;
        byte[] small = few;
        return large != null ? large.position() : small != null ? small.length : 0;
    }

    /**
     * A buffer that begins with the bytes kept and has room behind them.
     *
     * @param shared the loop's cleared buffer
     * @param room the least room that is needed, in bytes
     * @param limit how large it may become, but for that room; the caller has made sure that fewer bytes than that are kept
     */
    ByteBuffer withRoom(ByteBuffer shared, int room, int limit) {
        byte[] small = few;
        int kept = small == null ? 0 : small.length;
        if (many == null && kept + room <= shared.remaining()) {
            few = null;
            return small == null ? shared : shared.put(small);
        }
        ByteBuffer large = many;
        if (large == null) {
            many = large = chunks.take(kept + room);
        }
        if (small != null) {
            few = null;
            large.put(small);
        }
        if (large.remaining() < room) {
            long doubled = Math.max((long) large.position() + room, Math.min(2L * large.capacity(), limit));
            ByteBuffer larger = chunks.take((int) doubled).put(large.flip());
            chunks.giveBack(large);
            many = larger;
            return larger;
        }
        return large;
    }

    /** Keeps what is left in a buffer that {@link #withRoom} gave out and that has been read from since. */
    void keep(ByteBuffer left) {
        if (!left.hasRemaining()) {
            discard();
        } else if (left == many) {
            if (left.remaining() > FEW) {
                left.compact();
            } else {
                copy(left);
                chunks.giveBack(left);
                many = null;
            }
        } else if (left.remaining() > FEW) {
            many = chunks.take(left.remaining()).put(left);
        } else {
            copy(left);
        }
    }

    private void copy(ByteBuffer left) {
        byte[] copy = new byte[left.remaining()];
        left.get(copy);
        few = copy;
    }

    void discard() {
        ByteBuffer large = many;
        if (large != null) {
            chunks.giveBack(large);
        }
        many = null;
        few = null;
    }
}
