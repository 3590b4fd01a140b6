package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Trigger;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How a connection's bytes come in: read into the loop's buffer, handed out, and kept as far as the handler has left them. */
final class Receiving {
    /** What may have come while nobody read, and does not come again as an edge: the end too, behind a short read. */
    static final int MISSED_EDGES = Epoll.IN | Epoll.RDHUP;

    /** So many bytes may wait for straight-line code that does not read: to ask the kernel for none costs more, each time. */
    private static final int AHEAD = 16 * 1024;

    private Receiving() {}

    /** Whether to read, although there is no reader yet: what comes is kept for it. */
    static boolean readsAhead(Conversation c) {
        return ConnectionState.isForStream(c.state)
                && c.group.options.trigger() == Trigger.LEVEL
                && restSize(c) < AHEAD
                && c.forward() == null
                && !c.transport.holdsInput();
    }

    /** One read: level-triggered, the kernel tells of the rest; edge-triggered, the next turn goes on. */
    static Outcome read(Conversation c, int events) throws IOException {
        Forward forward = c.is(ConnectionState.DISCARDING) ? null : c.forward();
        if (forward != null && forward.splices() && forward.target.takesMore() && restSize(c) == 0) {
            long count = forward.splice();
            if (count != Forward.COPY) {
                return spliced(c, count, events);
            }
        }
        ByteBuffer buffer = bufferForInput(c);
        int count;
        try {
            count = c.transport.receive(c, buffer);
        } catch (TlsEndedException e) {
            return ended(c, buffer, e);
        }
        return count == StreamFd.END ? ended(c, buffer, null) : took(c, buffer, count, events);
    }

    private static Outcome ended(Conversation c, ByteBuffer buffer, @Nullable Throwable cutOff)
            throws NoBuffersException {
        keep(c, buffer.flip());
        c.endCame(cutOff);
        return Outcome.DONE;
    }

    private static Outcome took(Conversation c, ByteBuffer buffer, int count, int events) throws NoBuffersException {
        boolean more = mayHaveMore(c, count, !buffer.hasRemaining(), events);
        buffer.flip();
        if (count == 0) {
            keep(c, buffer);
        } else {
            c.received(count);
            handOut(c, buffer);
        }
        if (more && ConnectionState.wantsBytes(c.state) && !c.transport.holdsInput()) {
            c.comeBack(events); // what the transport holds is looked for by settling
        }
        return count == 0 && !c.transport.hasMoved() ? Outcome.NOTHING : Outcome.DONE;
    }

    /** Whether there may be something that the kernel does not tell of again. */
    private static boolean mayHaveMore(Conversation c, int count, boolean filled, int events) {
        boolean hangUp = (events & (Epoll.RDHUP | Epoll.HUP | Epoll.ERR)) != 0;
        return c.isOnEdge() && c.transport.mayHaveMore(count, filled, hangUp);
    }

    private static Outcome spliced(Conversation c, long count, int events) {
        if (count == StreamFd.END) {
            c.endCame(null);
            return Outcome.DONE;
        }
        if (count == 0) {
            return ConnectionState.isHeld(c.state) ? Outcome.DONE : Outcome.NOTHING;
        }
        c.received(count);
        if (c.isOnEdge()) { // there is no telling whether the socket is empty: a pipe takes as many segments as it
            // has places
            c.comeBack(events);
        }
        return Outcome.DONE;
    }

    /** Gives the handler, or whom the bytes are forwarded to, what has come; what is left is kept. */
    private static void handOut(Conversation c, ByteBuffer bytes) {
        if (c.forward() != null && !c.is(ConnectionState.DISCARDING)) {
            c.pass(bytes);
        } else if (ConnectionState.takesMessages(c.state)) {
            c.tellReceived(bytes);
        }
        try {
            keep(c, bytes);
        } catch (NoBuffersException e) {
            c.failed(e);
        }
        checkLimit(c);
    }

    /** While it is held nothing is added to what is left, and whoever holds it has a reason not to take it yet. */
    private static void checkLimit(Conversation c) {
        int left = restSize(c);
        int limit = c.group.options.receiveLimit();
        if (left > limit && ConnectionState.wantsBytes(c.state) && c.connection.isListening()) {
            c.ends(
                    CloseReason.RECEIVE_LIMIT,
                    new IOException("the handler has left " + left + " bytes unread, the limit is " + limit));
        }
    }

    /**
     * What nobody tells of: bytes that the handler has left, what the transport holds, an edge that came while it was held. What
     * was left comes first: behind it may be the end.
     */
    static void again(Conversation c) {
        boolean due = c.is(ConnectionState.DUE_INPUT);
        c.clear(ConnectionState.DUE_INPUT);
        try {
            if (due && restSize(c) > 0) {
                handOut(c, restForHandler(c));
                if (c.isOnEdge() && ConnectionState.wantsBytes(c.state)) {
                    c.comeBack(MISSED_EDGES);
                }
            } else if (c.transport.holdsInput() || c.isOnEdge()) {
                read(c, MISSED_EDGES);
            }
        } catch (IOException | LinuxException e) {
            c.failed(e);
        }
        if (c.transport.holdsInput() && ConnectionState.wantsBytes(c.state)) {
            c.set(ConnectionState.DIRTY);
        }
    }

    /** The peer's end has come: what is to be handed out before it, and then the end itself, unless something holds it again. */
    static void last(Conversation c) {
        if (c.is(ConnectionState.DUE_INPUT)) {
            c.clear(ConnectionState.DUE_INPUT);
            handOutRest(c);
        }
        if (mayHearEnd(c) && !c.is(ConnectionState.DUE_INPUT)) {
            end(c);
        }
    }

    static boolean mayHearEnd(Conversation c) {
        return ConnectionState.mayHearEnd(c.state) && c.connection.isListening();
    }

    private static void handOutRest(Conversation c) {
        if (restSize(c) > 0 && !c.is(ConnectionState.DISCARDING)) {
            try {
                handOut(c, restForHandler(c));
            } catch (NoBuffersException e) {
                c.failed(e);
            }
        }
    }

    /** Tells the peer's end. */
    private static void end(Conversation c) {
        Throwable cutOff = c.cutOff();
        c.on(ConnectionState.Event.END_HEARD);
        if (!c.is(ConnectionState.DISCARDING)) {
            ByteBuffer rest;
            try {
                rest = restForHandler(c);
            } catch (NoBuffersException e) {
                c.failed(e);
                return;
            }
            c.tell(ending(rest, cutOff));
        }
        c.dropRest();
        c.forwardingEnds();
        if (ConnectionState.isLiving(c.state) && c.transport.hasSaidEnd()) {
            c.on(ConnectionState.Event.OUTPUT_ENDS);
        }
    }

    private static Settling.Upcall ending(ByteBuffer rest, @Nullable Throwable cutOff) {
        return cutOff == null
                ? (handler, connection) -> handler.inputEnded(connection, rest)
                : (handler, connection) -> handler.inputCutOff(connection, rest);
    }

    static int restSize(Conversation c) {
        Leftover left = c.rest;
        return left == null ? 0 : left.size();
    }

    /** A buffer for the next read, which begins with what the handler has left. */
    private static ByteBuffer bufferForInput(Conversation c) throws NoBuffersException {
        int room = c.transport.roomToReceive();
        ByteBuffer shared = c.connection.sharedBuffer();
        Leftover left = c.rest;
        if (left == null) {
            if (shared.remaining() >= room) {
                return shared;
            }
            c.rest = left = new Leftover(c.group.buffers);
        }
        return left.withRoom(shared, room, c.group.options.receiveLimit());
    }

    /** What the handler has left, for reading. */
    private static ByteBuffer restForHandler(Conversation c) throws NoBuffersException {
        ByteBuffer shared = c.connection.sharedBuffer();
        Leftover left = c.rest;
        return (left == null ? shared : left.withRoom(shared, 0, c.group.options.receiveLimit())).flip();
    }

    /** Keeps what is left in a buffer of one of these. */
    private static void keep(Conversation c, ByteBuffer bytes) throws NoBuffersException {
        if (!ConnectionState.isLiving(c.state) || c.is(ConnectionState.DISCARDING)) {
            c.dropRest();
            return;
        }
        Leftover left = c.rest;
        if (left == null) {
            if (!bytes.hasRemaining()) {
                return;
            }
            c.rest = left = new Leftover(c.group.buffers);
        }
        left.keep(bytes);
        if (left.isEmpty()) {
            c.rest = null;
        }
    }
}
