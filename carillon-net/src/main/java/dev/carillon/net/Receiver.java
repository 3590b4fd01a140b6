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
    private final ConnectionGroup group;
    private @Nullable Leftover leftover;
    private @Nullable Connection forwardTo;
    /** What the handler has left is to be handed in again without waiting for more. */
    private boolean redeliver;
    /** The handler has the buffer; whatever it asks for, that is neither moved nor used for anything else meanwhile. */
    private boolean handingOut;

    private long bytes;
    private long last;

    Receiver(ConnectionCore connection, ConnectionGroup group) {
        this.connection = connection;
        this.group = group;
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
    Outcome read(int events) {
        Connection to = forwardTo;
        if (to != null) {
            return forward(to, events);
        }
        if (redeliver) {
            redeliver();
            return connection.isOnEdge() ? connection.goOnLater(events) : Outcome.DONE;
        }
        ByteBuffer buffer = bufferForInput();
        if (buffer == null) {
            return Outcome.DONE;
        }
        int room = buffer.remaining();
        int count = connection.socket().recv(buffer, 0);
        if (count == StreamFd.END) {
            handingOut = true;
            connection.inputEnded(buffer.flip());
            handingOut = false;
            discard();
            return Outcome.DONE;
        }
        if (count == 0) {
            keep(buffer.flip());
            return Outcome.NOTHING;
        }
        count(count);
        deliver(buffer);
        // A short read has emptied the socket, unless the end came right behind it, which is no edge of its own.
        boolean more = count == room || (events & (Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0;
        return more && connection.isOnEdge() && connection.isReadingNow() ? connection.goOnLater(events) : Outcome.DONE;
    }

    private void count(long count) {
        bytes += count;
        group.connections.received += count;
        last = connection.turnTime();
        connection.received(count);
    }

    /** Moves what comes to another connection inside the kernel, from now on. */
    void forwardTo(Connection target) {
        Leftover left = leftover;
        if (!handingOut && left != null && !left.isEmpty()) {
            ByteBuffer buffer = left.withRoom(connection.sharedBuffer(), group.options.receiveLimit());
            target.write(buffer.flip());
            left.keep(buffer);
        }
        forwardTo = target;
    }

    private Outcome forward(Connection target, int events) {
        Pipe pipe = group.pipes.take();
        long count = 0;
        try {
            count = ZeroCopy.splice(
                    connection.socket(), ZeroCopy.NO_OFFSET, pipe.writer(), ZeroCopy.NO_OFFSET, Pipes.SIZE);
        } finally {
            if (count <= 0) {
                group.pipes.giveBack(pipe);
            }
        }
        if (count == StreamFd.END) {
            connection.inputEnded(connection.sharedBuffer().flip());
            return Outcome.DONE;
        }
        if (count == 0) {
            return Outcome.NOTHING;
        }
        count(count);
        target.send(pipe, count, group.pipes);
        // There is no telling whether the socket is empty: a pipe takes as many segments as it has places.
        return connection.isOnEdge() && connection.isReadingNow() ? connection.goOnLater(events) : Outcome.DONE;
    }

    /** Null if the handler has left too much. */
    private @Nullable ByteBuffer bufferForInput() {
        Leftover left = leftover;
        int limit = group.options.receiveLimit();
        if (left == null || left.isEmpty()) {
            return connection.sharedBuffer();
        }
        if (left.size() >= limit) {
            connection.end(
                    CloseReason.RECEIVE_LIMIT,
                    new IOException("the handler has left " + left.size() + " bytes unread, the limit is " + limit));
            return null;
        }
        return left.withRoom(connection.sharedBuffer(), limit);
    }

    /** Whether there is something that the handler has left. */
    boolean hasLeftover() {
        return leftover != null && !leftover.isEmpty();
    }

    /** Has the handler called again with what it has left, at the next read. */
    void redeliverLater() {
        redeliver = true;
    }

    private void redeliver() {
        redeliver = false;
        Leftover left = leftover;
        if (left != null && !left.isEmpty()) {
            deliver(left.withRoom(connection.sharedBuffer(), group.options.receiveLimit()));
        }
    }

    private void deliver(ByteBuffer buffer) {
        buffer.flip();
        if (connection.is(ConnectionCore.DISCARDING)) {
            return;
        }
        handingOut = true;
        connection.upcalls().received(buffer);
        handingOut = false;
        Connection to = forwardTo;
        if (to != null && connection.isOpen()) {
            to.write(buffer);
        }
        keep(buffer);
    }

    private void keep(ByteBuffer buffer) {
        Leftover left = leftover;
        if (left == null) {
            if (!buffer.hasRemaining()) {
                return;
            }
            leftover = left = new Leftover(group.chunks);
        }
        if (connection.isOpen() && !connection.is(ConnectionCore.DISCARDING)) {
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
