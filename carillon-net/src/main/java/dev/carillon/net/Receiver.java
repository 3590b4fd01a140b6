package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.ZeroCopy;
import dev.carillon.loop.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The receiving half of a connection: reads into the loop's buffer, hands out, and keeps what the handler has left. */
final class Receiver {
    private final ConnectionCore connection;
    private @Nullable Leftover leftover;
    private @Nullable Connection forwardTo;
    /** What the handler has left is to be handed in again without waiting for more. */
    private boolean redeliver;
    /** The handler has the buffer; whatever it asks for, that is neither moved nor used for anything else meanwhile. */
    private boolean handingOut;

    private long bytes;
    private long last;

    Receiver(ConnectionCore connection) {
        this.connection = connection;
    }

    /** Bytes received so far. */
    long bytes() {
        return bytes;
    }

    /** When the last ones came, or were waited for again after a pause. */
    long last() {
        return last;
    }

    void waitingSince(long time) {
        last = time;
    }

    /** One read: level-triggered, the kernel tells of the rest; edge-triggered, the next turn goes on. */
    Outcome read(int events) throws IOException {
        Connection to = forwardTo;
        if (to != null && canSpliceTo(to)) {
            return forward(to, events);
        }
        if (redeliver) {
            redeliver();
            return goOnIf(connection.isOnEdge() || connection.transport.holdsInput(), events, Outcome.DONE);
        }
        ByteBuffer buffer = bufferForInput();
        if (buffer == null) {
            return Outcome.DONE;
        }
        Transport transport = connection.transport;
        int count;
        try {
            count = transport.receive(buffer);
        } catch (TlsEndedException e) {
            ended(buffer.flip(), e);
            return Outcome.DONE;
        }
        if (!transport.isFlushed()) {
            connection.wrote(); // what came had to be answered
        }
        boolean filled = !buffer.hasRemaining();
        if (count == StreamFd.END) {
            ended(buffer.flip(), null);
            return Outcome.DONE;
        }
        if (count == 0) {
            keep(buffer.flip());
        } else {
            count(count);
            deliver(buffer);
        }
        return goOnIf(hasMore(count, filled, events), events, count == 0 ? Outcome.NOTHING : Outcome.DONE);
    }

    /** Whether there may be something that the kernel does not tell of again. */
    private boolean hasMore(int count, boolean filled, int events) {
        boolean hangUp = (events & (Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0;
        Transport transport = connection.transport;
        return transport.holdsInput() || connection.isOnEdge() && transport.mayHaveMore(count, filled, hangUp);
    }

    private void ended(ByteBuffer rest, @Nullable Throwable cutOff) {
        handingOut = true;
        connection.inputEnded(rest, cutOff);
        handingOut = false;
        discard();
    }

    private Outcome goOnIf(boolean more, int events, Outcome otherwise) {
        return more && connection.isReadingNow() ? connection.goOnLater(events) : otherwise;
    }

    private boolean canSpliceTo(Connection target) {
        return connection.transport instanceof PlainTransport && target.transport instanceof PlainTransport;
    }

    private void count(long count) {
        bytes += count;
        connection.group.connections.received += count;
        last = connection.turnTime();
        connection.received(count);
    }

    /** Moves what comes to another connection inside the kernel, from now on. */
    void forwardTo(Connection target) {
        Leftover left = leftover;
        if (!handingOut && left != null && !left.isEmpty()) {
            ByteBuffer buffer = left.withRoom(connection.sharedBuffer(), 1, connection.group.options.receiveLimit());
            target.write(buffer.flip());
            left.keep(buffer);
        }
        forwardTo = target;
    }

    private Outcome forward(Connection target, int events) {
        Pipe pipe = connection.group.pipes.take();
        long count = 0;
        try {
            count = ZeroCopy.splice(
                    connection.transport.socket, ZeroCopy.NO_OFFSET, pipe.writer(), ZeroCopy.NO_OFFSET, Pipes.SIZE);
        } finally {
            if (count <= 0) {
                connection.group.pipes.giveBack(pipe);
            }
        }
        if (count == StreamFd.END) {
            connection.inputEnded(connection.sharedBuffer().flip(), null);
            return Outcome.DONE;
        }
        if (count == 0) {
            return Outcome.NOTHING;
        }
        count(count);
        target.send(pipe, count, connection.group.pipes);
        // There is no telling whether the socket is empty: a pipe takes as many segments as it has places.
        return goOnIf(connection.isOnEdge(), events, Outcome.DONE);
    }

    /** Null if the handler has left too much. */
    private @Nullable ByteBuffer bufferForInput() {
        Leftover left = leftover;
        int limit = connection.group.options.receiveLimit();
        int room = connection.transport.roomToReceive();
        if (left == null || left.isEmpty()) {
            ByteBuffer shared = connection.sharedBuffer();
            if (shared.remaining() >= room) {
                return shared;
            }
            leftover = left = new Leftover(connection.group.chunks);
        }
        if (left.size() >= limit) {
            connection.end(
                    CloseReason.RECEIVE_LIMIT,
                    new IOException("the handler has left " + left.size() + " bytes unread, the limit is " + limit));
            return null;
        }
        return left.withRoom(connection.sharedBuffer(), room, limit);
    }

    /** Whether there is something that the handler has left. */
    boolean hasLeftover() {
        return leftover != null && !leftover.isEmpty();
    }

    /** Has the handler called again with what it has left, at the next read. */
    void redeliverLater() {
        redeliver = hasLeftover();
    }

    private void redeliver() {
        redeliver = false;
        Leftover left = leftover;
        if (left != null && !left.isEmpty()) {
            deliver(left.withRoom(connection.sharedBuffer(), 1, connection.group.options.receiveLimit()));
        }
    }

    private void deliver(ByteBuffer buffer) {
        buffer.flip();
        if (connection.is(States.DISCARDING)) {
            buffer.position(buffer.limit());
        }
        if (buffer.hasRemaining() && forwardTo == null) {
            handingOut = true;
            connection.upcalls.received(buffer);
            handingOut = false;
        }
        Connection to = forwardTo;
        if (to != null && connection.isOpen()) {
            if (to.is(States.OUTPUT_ENDING)) {
                buffer.position(buffer.limit()); // nobody is there to take it any more
            } else {
                to.write(buffer);
            }
        }
        keep(buffer);
    }

    private void keep(ByteBuffer buffer) {
        Leftover left = leftover;
        if (left == null) {
            if (!buffer.hasRemaining()) {
                return;
            }
            leftover = left = new Leftover(connection.group.chunks);
        }
        if (connection.isOpen() && !connection.is(States.DISCARDING)) {
            left.keep(buffer);
        } else {
            left.discard();
        }
    }

    void discard() {
        Leftover left = leftover;
        if (left != null && !handingOut) {
            left.discard();
        }
    }
}
