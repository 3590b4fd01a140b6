package dev.carillon.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** How a connection's bytes go out: into its queue, and from there to the kernel as far as that takes them. */
final class Sending {
    /** Bytes that are sent before others have their turn. */
    static final long MOST = 1024 * 1024;

    /** More bytes than that do not wait for the handler's return. */
    private static final int THROUGH = 64 * 1024;

    private Sending() {}

    /** Sends what waits; whether nothing waits any more. */
    private static boolean sendAll(Conversation c) throws IOException {
        return !c.is(ConnectionState.NO_ROOM) && !send(c) && !c.is(ConnectionState.NO_ROOM);
    }

    /** Sends what waits, as far as there is room. True if it has had its share and there is more. */
    static boolean send(Conversation c) throws IOException {
        Transport transport = c.transport;
        boolean progress = !transport.isFlushed() && transport.flush() > 0;
        Outbox outbox = ConnectionState.isOpen(c.state) ? c.waiting() : null;
        if (outbox != null && transport.isFlushed()) {
            long taken = outbox.sendTo(transport, MOST);
            progress |= taken > 0;
            c.sent(transport.confirmed(taken));
            if (taken >= MOST && transport.isFlushed() && !outbox.isEmpty()) {
                return true;
            }
        } else {
            c.sent(transport.confirmed(0));
        }
        boolean waits = !transport.isFlushed() || outbox != null && !outbox.isEmpty();
        if (waits) {
            c.set(ConnectionState.NO_ROOM);
        } else {
            c.giveBackOutbox();
        }
        c.stuck(waits, progress);
        return false;
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
        boolean copied = !bytes.isDirect() || !c.transport.isPlain();
        while (bytes.hasRemaining() && ConnectionState.isOpen(c.state) && sendAll(c)) {
            if (copied) {
                ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), Buffers.LARGE));
                c.outbox().add(piece);
                bytes.position(bytes.position() + piece.position());
                continue;
            }
            c.sent(c.transport.confirmed(c.transport.send(bytes, false)));
            if (bytes.hasRemaining()) {
                c.set(ConnectionState.NO_ROOM);
                c.stuck(true, true);
            }
        }
    }

    /** What waits becomes records while that is possible: the peer is about to end a conversation that ends for both. */
    static void encryptAll(Conversation c) throws IOException {
        Outbox waiting = c.waiting();
        if (waiting != null && ConnectionState.isOpen(c.state)) {
            c.sent(c.transport.confirmed(waiting.pushTo(c.transport)));
            c.giveBackOutbox();
        }
    }
}
