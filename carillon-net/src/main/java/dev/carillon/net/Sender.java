package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The sending half of a connection: to the kernel at once, into the queue what it does not take. */
final class Sender {
    private static final int MOST_GATHERED = 256;

    private final ConnectionCore connection;
    private @Nullable Output queue;
    private long bytes;
    private long last;
    /** The handler was told that more than the high-water mark is queued, and not yet that it is less again. */
    private boolean saturated;

    Sender(ConnectionCore connection) {
        this.connection = connection;
    }

    /** Bytes sent so far. */
    long bytes() {
        return bytes;
    }

    /** When the last ones were taken by the kernel, or began to wait. */
    long last() {
        return last;
    }

    /** Bytes that wait to be sent. */
    long queued() {
        Output waiting = queue;
        long taken = connection.transport.queued();
        return waiting == null ? taken : taken + waiting.bytes();
    }

    boolean isEmpty() {
        return canPassOn() && connection.transport.isFlushed();
    }

    /** Nothing waits that has to go first: what is written may go to the transport at once. */
    private boolean canPassOn() {
        Output waiting = queue;
        return waiting == null || waiting.isEmpty();
    }

    boolean isSaturated() {
        return saturated || queued() > connection.group.options.highWaterMark();
    }

    /** Sends what it can; whether a queue has begun that was not there before is for the caller to find out. */
    void write(ByteBuffer from) throws IOException {
        if (canPassOn() && connection.canSendNow() && from.hasRemaining()) {
            count(connection.transport.send(from));
        }
        add(from);
    }

    void write(ByteBuffer[] from) throws IOException {
        boolean atOnce = canPassOn() && connection.canSendNow() && isForOneCall(from);
        if (atOnce) {
            count(connection.transport.send(from));
        }
        for (ByteBuffer part : from) {
            if (atOnce) {
                add(part);
            } else {
                write(part);
            }
        }
    }

    /** The kernel gathers from memory that does not move, and not from any number of places. */
    private static boolean isForOneCall(ByteBuffer[] buffers) {
        boolean remaining = false;
        for (ByteBuffer buffer : buffers) {
            if (!buffer.isDirect()) {
                return false;
            }
            remaining |= buffer.hasRemaining();
        }
        return remaining && buffers.length <= MOST_GATHERED;
    }

    private void add(ByteBuffer rest) {
        if (rest.hasRemaining()) {
            begin().add(rest);
        }
    }

    void add(FileFd file, long offset, long count, boolean closeAfter) {
        begin().add(file, offset, count, closeAfter);
    }

    void add(Pipe pipe, long count, Pipes pool) {
        begin().add(pipe, count, pool);
    }

    private Output begin() {
        Output waiting = queue;
        if (waiting == null) {
            queue = waiting = new Output(connection.group.chunks);
        }
        if (waiting.isEmpty()) {
            last = connection.presentTime();
        }
        return waiting;
    }

    /** Sends what is queued, as far as there is room. */
    void flush() throws IOException {
        if (connection.transport.flush() > 0) {
            last = connection.turnTime();
        }
        Output waiting = queue;
        if (waiting != null && !waiting.isEmpty()) {
            count(waiting.sendTo(connection.transport));
        }
    }

    private void count(long sent) {
        bytes += sent;
        connection.group.connections.sent += sent;
        if (sent > 0) {
            last = Math.max(last, connection.turnTime()); // what the handler did before is not the peer's idleness
        }
    }

    /** Tells the handler if a mark was passed; not before it was told that the connection is open. */
    void checkMarks() {
        if (!connection.canSendNow()) {
            return;
        }
        long waiting = queued();
        if (!saturated && waiting > connection.group.options.highWaterMark()) {
            saturated = true;
            connection.upcalls.saturated();
        } else if (saturated && waiting <= connection.group.options.lowWaterMark()) {
            saturated = false;
            connection.upcalls.drained();
        }
    }

    void discard() {
        Output waiting = queue;
        if (waiting != null) {
            waiting.discard();
        }
        queue = null;
    }
}
