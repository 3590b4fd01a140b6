package dev.carillon.http.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where the answers of a loop are written together: the heads and short bodies of one connection at a time, until the carrier
 * gets them all at once. For one loop.
 */
final class Output {
    private static final int SIZE = 32 * 1024;

    private ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    private @Nullable HttpConnection owner;

    /** A buffer with so much room, behind what was written for the connection already. */
    ByteBuffer room(HttpConnection of, int bytes) {
        if (owner != of) {
            flush();
        }
        if (buffer.remaining() < bytes) {
            flush();
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocateDirect(bytes);
            }
        }
        owner = of;
        return buffer;
    }

    /** Writes bytes: a few here, many to the carrier. */
    void put(HttpConnection of, ByteBuffer bytes) {
        if (bytes.remaining() <= SIZE / 2) {
            room(of, bytes.remaining()).put(bytes);
            return;
        }
        flush();
        of.write(bytes);
    }

    /** Hands everything to the carrier. */
    void flush() {
        HttpConnection of = owner;
        if (of != null) {
            owner = null;
            of.write(buffer.flip());
            if (buffer.capacity() > SIZE) {
                buffer = ByteBuffer.allocateDirect(SIZE);
            }
            buffer.clear();
        }
    }

    /** What waits for a connection that is closed is lost. */
    void forget(HttpConnection of) {
        if (owner == of) {
            owner = null;
            buffer.clear();
        }
    }
}
