package dev.carillon.net.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Finds bytes in a buffer, eight at a time. */
final class ByteSearch {
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private ByteSearch() {}

    /**
     * Where a sequence of bytes begins.
     *
     * @return the place; if it is not there, the complement of the first place where it could begin with what is there:
     *     all bytes from it to {@code to} are the sequence's first ones
     */
    static int find(ByteBuffer bytes, int from, int to, byte[] sequence) {
        int at = find(bytes, from, to, sequence[0]);
        while (at < to) {
            int matched = matched(bytes, at, to, sequence);
            if (matched == sequence.length) {
                return at;
            }
            if (at + matched == to) {
                return ~at;
            }
            at = find(bytes, at + 1, to, sequence[0]);
        }
        return ~to;
    }

    /** How many of the sequence's first bytes are there. */
    private static int matched(ByteBuffer bytes, int at, int to, byte[] sequence) {
        int most = Math.min(sequence.length, to - at);
        int matched = 1;
        while (matched < most && bytes.get(at + matched) == sequence[matched]) {
            matched++;
        }
        return matched;
    }

    /** Where a byte is, or {@code to}. */
    static int find(ByteBuffer bytes, int from, int to, byte wanted) {
        long pattern = ONES * Byte.toUnsignedLong(wanted);
        boolean swap = bytes.order() != ByteOrder.LITTLE_ENDIAN;
        int at = from;
        for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
            long word = bytes.getLong(at);
            // Zero where the wanted byte is. A zero byte borrows and so gets its high bit set; above the first one
            // others
            // may too, which is why the first in the buffer has to be the lowest of the word.
            long difference = (swap ? Long.reverseBytes(word) : word) ^ pattern;
            long found = difference - ONES & ~difference & HIGH_BITS;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && bytes.get(at) != wanted) {
            at++;
        }
        return at;
    }
}
