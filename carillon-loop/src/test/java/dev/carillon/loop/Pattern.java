package dev.carillon.loop;

import java.nio.ByteBuffer;

/** Bytes of which each shows where in the stream it belongs, as far as a byte can. */
final class Pattern {
    private static final int MIX = 0x9E3779B1;

    private Pattern() {}

    private static byte at(long position) {
        return (byte) ((int) position * MIX >>> 24);
    }

    /** So many bytes of the stream from a position on. */
    static byte[] bytes(long position, int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = at(position + i);
        }
        return bytes;
    }

    /** The position of the first byte that does not belong where it is; -1 if all do. */
    static long wrong(long position, ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining(); i++) {
            if (bytes.get(bytes.position() + i) != at(position + i)) {
                return position + i;
            }
        }
        return -1;
    }
}
