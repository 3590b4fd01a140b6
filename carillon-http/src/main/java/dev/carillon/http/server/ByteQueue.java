package dev.carillon.http.server;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes on their way within memory, first in, first out. */
final class ByteQueue {
    private byte[] bytes = new byte[256];
    private int from;
    private int to;

    int size() {
        return to - from;
    }

    void add(ByteBuffer more) {
        int count = more.remaining();
        if (bytes.length - to < count) {
            byte[] larger = size() + count > bytes.length ? new byte[2 * (size() + count)] : bytes;
            System.arraycopy(bytes, from, larger, 0, size());
            to -= from;
            from = 0;
            bytes = larger;
        }
        more.get(bytes, to, count);
        to += count;
    }

    byte[] take(int most) {
        int count = Math.min(most, size());
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        skip(count);
        return taken;
    }

    /** A copy of all there is: what is added meanwhile does not disturb it. */
    ByteBuffer readable() {
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to));
    }

    void skip(int count) {
        from += count;
    }
}
