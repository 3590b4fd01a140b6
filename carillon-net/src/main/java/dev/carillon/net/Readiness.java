package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.Outcome;
import dev.carillon.net.ConnectionState.Phase;
import java.io.IOException;

/** What the kernel tells of a connection, and what it is asked for. */
final class Readiness {
    private Readiness() {}

    /** Asks the kernel for what is wanted now. */
    static void watch(Conversation c) {
        if (c.isOnEdge()) {
            return;
        }
        Phase phase = ConnectionState.phase(c.state);
        boolean room = phase == Phase.CONNECTING || c.is(ConnectionState.NO_ROOM);
        boolean bytes = phase == Phase.HANDSHAKING ? c.transport.waitsForPeer() : wantsInput(c);
        int interest = (bytes ? Epoll.IN : 0) | (room ? Epoll.OUT : 0);
        c.connection.watch(interest == 0 && !c.is(ConnectionState.DEAF) ? Epoll.ERR : interest);
    }

    private static boolean wantsInput(Conversation c) {
        return ConnectionState.wantsBytes(c.state) || Receiving.readsAhead(c);
    }

    /** What the kernel has told. */
    static Outcome progress(Conversation c, int events) {
        if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
            c.clear(ConnectionState.NO_ROOM);
        }
        try {
            return switch (ConnectionState.phase(c.state)) {
                case CONNECTING -> finishConnecting(c);
                case HANDSHAKING -> {
                    c.transport.shakeHands();
                    yield Outcome.DONE;
                }
                case OPEN -> input(c, events);
                default -> Outcome.DONE;
            };
        } catch (IOException | LinuxException e) {
            c.failed(e);
            return Outcome.DONE;
        }
    }

    private static Outcome finishConnecting(Conversation c) {
        try {
            if (!c.socket.finishConnect()) {
                return Outcome.NOTHING;
            }
        } catch (LinuxException e) {
            c.ends(CloseReason.CONNECT_FAILED, e);
            return Outcome.DONE;
        }
        c.connected();
        return Outcome.DONE;
    }

    private static Outcome input(Conversation c, int events) throws IOException {
        if (wantsInput(c)) {
            boolean rest = c.is(ConnectionState.DUE_INPUT) && Receiving.restSize(c) > 0;
            if (c.is(ConnectionState.DUE_OPENED) || rest) {
                c.set(ConnectionState.DUE_INPUT); // after what comes before it: settling looks for it
                return Outcome.DONE;
            }
            return (events & ~Epoll.OUT) == 0 ? Outcome.DONE : Receiving.read(c, events);
        }
        return (events & (Epoll.ERR | Epoll.HUP)) == 0 ? Outcome.DONE : peerGone(c, events);
    }

    /**
     * The peer is gone while nobody reads. What it sent before it went is for somebody who only waits for room still; others
     * learn now what they would learn too late.
     */
    private static Outcome peerGone(Conversation c, int events) {
        boolean program = c.is(Hold.APPLICATION.bit()) || c.is(Hold.PROTOCOL.bit());
        boolean waits = !program && c.socket.availableOr(0) > 0;
        boolean broken = (events & Epoll.ERR) != 0 || c.is(ConnectionState.OUTPUT_BROKEN);
        if (!broken || waits) {
            c.set(ConnectionState.DEAF); // a hang-up of both sides in order: the end is in the socket still
            return Outcome.DONE;
        }
        try {
            c.socket.read(c.connection.sharedBuffer()); // which says what has happened
            Throwable known = c.error;
            c.ends(
                    CloseReason.RESET,
                    known == null ? new IOException(c.connection + ": the peer has broken it off") : known);
        } catch (LinuxException e) {
            c.ends(CloseReason.RESET, e);
        }
        return Outcome.DONE;
    }
}
