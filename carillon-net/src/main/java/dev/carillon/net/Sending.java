package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How a connection's bytes go out: into its queue, and from there to the kernel as far as that takes them. */
final class Sending {
    /** More bytes than that do not wait for the handler's return. */
    private static final int THROUGH = 64 * 1024;

    private Sending() {}

    /** Sends what waits; whether nothing waits any more. */
    private static boolean sendAll(Conversation c) throws IOException {
        return !c.is(ConnectionState.NO_ROOM) && !send(c) && !c.is(ConnectionState.NO_ROOM);
    }

    /**
     * Sends what waits, as far as there is room, or has it in flight. What waits behind what is in flight has that submitted.
     * True if it has had its share and there is more.
     */
    static boolean send(Conversation c) throws IOException {
        boolean more = !c.is(ConnectionState.IN_FLIGHT) && sendSome(c);
        while (c.is(ConnectionState.IN_FLIGHT) && hasMoreThanFlies(c)) {
            land(c);
            more = sendSome(c);
        }
        return more;
    }

    private static boolean sendSome(Conversation c) throws IOException {
        Transport transport = c.transport;
        boolean progress = !transport.isFlushed() && transport.flush() > 0;
        Outbox outbox = ConnectionState.isOpen(c.state) ? c.waiting() : null;
        if (outbox != null && transport.isFlushed()) {
            long share = share(c, outbox);
            if (share == 0) {
                return true;
            }
            long taken = sendFrom(outbox, c, share);
            progress |= taken > 0;
            if (taken >= share && transport.isFlushed() && !outbox.isEmpty()) {
                return true;
            }
        } else {
            c.sent(transport.confirmed(0));
        }
        if (!c.is(ConnectionState.IN_FLIGHT)) { // else what becomes of it is told
            await(c, !transport.isFlushed() || outbox != null && !outbox.isEmpty(), progress);
        }
        return false;
    }

    /** Nothing goes out until there is room again, if anything waits at all. */
    private static void await(Conversation c, boolean waits, boolean progress) {
        if (waits) {
            c.set(ConnectionState.NO_ROOM);
        } else {
            c.giveBackOutbox();
            c.clear(ConnectionState.GROUNDED);
        }
        c.stuck(waits, progress);
    }

    private static long share(Conversation c, Outbox outbox) {
        return c.queuedBytes() > TurnShare.LITTLE ? c.group.share.of(outbox, c.connection.present()) : TurnShare.LITTLE;
    }

    /** What was sent before something failed is counted, too. */
    private static long sendFrom(Outbox outbox, Conversation c, long share) throws IOException {
        try {
            return outbox.sendTo(c, c.transport, share, false);
        } finally {
            c.sent(c.transport.confirmed(outbox.sent()));
        }
    }

    /** Takes all the bytes: into the queue, or, if that would become long, first to the kernel as far as that takes them. */
    static void put(Conversation c, ByteBuffer bytes) throws IOException {
        long waiting = c.queuedBytes() + bytes.remaining();
        if (waiting > Math.min(THROUGH, c.group.options.highWaterMark())) {
            sendThrough(c, bytes);
        }
        if (bytes.hasRemaining()) {
            c.outbox().add(bytes);
        }
    }

    private static void sendThrough(Conversation c, ByteBuffer bytes) throws IOException {
        land(c);
        c.set(ConnectionState.GROUNDED); // the program's memory is its own again when this returns
        boolean copied = !bytes.isDirect() || !c.transport.isPlain();
        while (bytes.hasRemaining() && ConnectionState.isOpen(c.state) && sendAll(c)) {
            if (copied) {
                ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), Buffers.LARGE));
                c.outbox().add(piece);
                bytes.position(bytes.position() + piece.position());
                continue;
            }
            c.sent(c.transport.confirmed(c.transport.send(c, bytes, false)));
            if (bytes.hasRemaining()) {
                c.set(ConnectionState.NO_ROOM);
                c.stuck(true, true);
            }
        }
    }

    private static boolean hasMoreThanFlies(Conversation c) {
        Outbox flying = c.transport.flying(c);
        return flying == null || c.queuedBytes() > flying.inFlight();
    }

    /** Has what is in flight submitted: afterwards nothing of it is. */
    static void land(Conversation c) {
        if (c.is(ConnectionState.IN_FLIGHT)) {
            c.group.wire.submit();
        }
    }

    /** Whether all files that it was given are with the kernel, which the handler has not heard. */
    static boolean hasSentFiles(Conversation c) {
        Outbox waiting = c.waiting();
        return c.connection.filesSent && c.transport.isFlushed() && (waiting == null || !waiting.hasFiles());
    }

    /** So many bytes of what was in flight were taken. If those are all, and nothing has come behind them, that is that. */
    static void landed(Conversation c, int count) {
        if (!fliesNoMore(c, count)) {
            c.set(ConnectionState.GROUNDED);
            c.stuck(true, count > 0);
        }
        if (!c.isEmpty() || hasSentFiles(c) || c.is(ConnectionState.SATURATED)) {
            c.touch();
        }
    }

    /** What was in flight cannot be sent. */
    static void lost(Conversation c, LinuxException cause) {
        fliesNoMore(c, 0);
        c.sendingFailed(cause);
    }

    /** Whether all of it was taken. */
    private static boolean fliesNoMore(Conversation c, int taken) {
        c.clear(ConnectionState.IN_FLIGHT);
        Outbox flown = c.transport.flying(c);
        boolean all = flown == null || flown.landed(taken);
        c.transport.landed(c, taken);
        c.giveBackOutbox();
        return all;
    }

    /** What waits becomes records while that is possible: the peer is about to end a conversation that ends for both. */
    static void encryptAll(Conversation c) throws IOException {
        Outbox waiting = c.waiting();
        if (waiting != null && ConnectionState.isOpen(c.state)) {
            c.sent(c.transport.confirmed(waiting.pushTo(c)));
            c.giveBackOutbox();
        }
    }
}
