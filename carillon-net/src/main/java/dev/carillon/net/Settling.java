package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a connection does about all that was recorded, in one order. Calls of the program only record; this alone sends, tells
 * the handler, ends, changes what the kernel is asked for and moves the timer. It runs at the end of the connection's own
 * dispatch, or once a turn for one that was touched from elsewhere, and is never nested: so no two handlers are ever on the
 * stack.
 */
final class Settling {
    /** Each round begins only because a handler asked for more; what it asks for then waits for the next turn. */
    private static final int MOST_ROUNDS = 4;

    private Settling() {}

    /** Settles it. True if something is left for the next turn. */
    static boolean settle(Conversation c) {
        boolean more = false;
        int round = 0;
        do {
            c.clear(ConnectionState.DIRTY);
            opened(c); // the first word first
            more = flush(c);
            marks(c); // after sending: what the kernel takes at once never saturates
            files(c);
            input(c); // room was made before more is asked for
            deadline(c); // on the freshest facts, what was read in this turn included
        } while (c.is(ConnectionState.DIRTY) && ConnectionState.isLiving(c.state) && ++round < MOST_ROUNDS);
        exchangeEnded(c);
        output(c); // after input: the answers to what came last go first
        bothEnded(c);
        if (ConnectionState.isClosing(c.state)) {
            close(c);
            return false;
        }
        Readiness.watch(c); // a function of the final state: no order of calls can lose a wake-up
        c.armDeadlines();
        return more || c.is(ConnectionState.DIRTY);
    }

    private static void opened(Conversation c) {
        if (ConnectionState.isOpen(c.state) && c.is(ConnectionState.DUE_OPENED)) {
            c.clear(ConnectionState.DUE_OPENED);
            c.tell(ConnectionHandler::opened);
        }
    }

    /** Sends what waits, as far as there is room. True if it has had its share and there is more. */
    private static boolean flush(Conversation c) {
        if (!ConnectionState.isLiving(c.state) || c.is(ConnectionState.NO_ROOM)) {
            return false;
        }
        try {
            return Sending.send(c);
        } catch (IOException | LinuxException e) {
            c.sendingFailed(e);
            return false;
        }
    }

    private static void marks(Conversation c) {
        if (!ConnectionState.isOpen(c.state)) {
            return;
        }
        long waiting = c.queuedBytes();
        boolean full = waiting > c.group.options.highWaterMark() || c.is(ConnectionState.ANSWERED_FULL);
        c.clear(ConnectionState.ANSWERED_FULL);
        if (!c.is(ConnectionState.SATURATED) && full) {
            c.set(ConnectionState.SATURATED);
            c.saturated();
            c.tell(ConnectionHandler::saturated);
        }
        if (c.is(ConnectionState.SATURATED) && waiting <= c.group.options.lowWaterMark()) {
            c.clear(ConnectionState.SATURATED);
            c.drained();
            c.tell(ConnectionHandler::drained);
        }
    }

    private static void files(Conversation c) {
        // What was given up is not sent.
        if (ConnectionState.isOpen(c.state) && !c.is(ConnectionState.OUTPUT_BROKEN) && Sending.hasSentFiles(c)) {
            c.connection.filesSent = false;
            c.tell(ConnectionHandler::filesSent);
        }
    }

    private static void input(Conversation c) {
        boolean takes = ConnectionState.wantsBytes(c.state) && c.connection.isListening();
        if (takes && (c.is(ConnectionState.DUE_INPUT) || c.transport.holdsInput())) {
            Receiving.again(c);
        } else if (Receiving.mayHearEnd(c)) {
            Receiving.last(c);
        }
    }

    private static void deadline(Conversation c) {
        if (!c.is(ConnectionState.DUE_DEADLINE) || !ConnectionState.isLiving(c.state)) {
            return;
        }
        c.clear(ConnectionState.DUE_DEADLINE);
        CloseReason over = c.deadlineOver();
        if (over == null) {
            return;
        }
        if (!over.isTold() || !ConnectionState.isOpen(c.state)) {
            c.ends(over, null);
            return;
        }
        if (c.tellTimedOut(over) || !ConnectionState.isLiving(c.state)) {
            return;
        }
        if (ConnectionState.isSending(c.state)) {
            c.ends(over, null);
        } else {
            c.endsAfter(over); // with what the handler has said to it
        }
    }

    private static void exchangeEnded(Conversation c) {
        if (c.is(ConnectionState.ENDS_AFTER_EXCHANGE) && ConnectionState.isLiving(c.state) && !c.isInExchange()) {
            c.clear(ConnectionState.ENDS_AFTER_EXCHANGE);
            c.finish();
        }
    }

    private static void output(Conversation c) {
        if (ConnectionState.endsWhenSent(c.state)) {
            Sending.land(c);
        }
        if (!ConnectionState.isOpen(c.state) || !c.isEmpty()) {
            return;
        }
        if (c.is(ConnectionState.OUTPUT_BROKEN)) {
            c.on(ConnectionState.Event.OUTPUT_ENDED);
            return;
        }
        if (c.is(ConnectionState.ABORTS_WHEN_SENT)) {
            c.set(ConnectionState.BREAKS_OFF);
            c.ends(CloseReason.CLOSED, null);
            return;
        }
        if (!ConnectionState.isEnding(c.state)) {
            return;
        }
        try {
            sayEnd(c);
        } catch (LinuxException e) {
            endNotHeard(c, e);
        } catch (IOException e) {
            c.failed(e);
        }
    }

    private static void sayEnd(Conversation c) throws IOException {
        if (!ConnectionState.hasSaidEnd(c.state)) {
            c.transport.sayEnd();
            c.on(ConnectionState.Event.END_SAID);
        }
        if (!c.transport.isFlushed()) {
            c.set(ConnectionState.NO_ROOM);
            return; // comes back when it is
        }
        c.on(ConnectionState.Event.OUTPUT_ENDED);
        c.outputEnded();
        c.socket.shutdown(Shutdown.WRITE);
    }

    private static void endNotHeard(Conversation c, LinuxException e) {
        if (!ConnectionState.hasInputEnded(c.state) || c.transport.isPlain()) {
            c.ends(CloseReason.RESET, e);
        } else if (!ConnectionState.hasOutputEnded(c.state)) {
            c.on(ConnectionState.Event.OUTPUT_ENDED); // who has ended a conversation need not wait for our end
        }
    }

    private static void bothEnded(Conversation c) {
        if (ConnectionState.isOpen(c.state)
                && ConnectionState.isEndTold(c.state)
                && ConnectionState.hasOutputEnded(c.state)) {
            c.finished();
        }
    }

    /** What has ended is given up, and the handler told; what could not be sent shows to the peer as a reset. */
    private static void close(Conversation c) {
        Sending.land(c); // while its descriptor is nobody else's
        if (!c.is(ConnectionState.BREAKS_OFF) && !c.is(ConnectionState.OUTPUT_BROKEN)) {
            sendLast(c);
        }
        if (!c.isEmpty() || c.is(ConnectionState.BREAKS_OFF)) {
            c.breakOff();
        }
        c.connection.releaseNow();
    }

    private static void sendLast(Conversation c) {
        Outbox outbox = c.waiting();
        try {
            c.transport.flush();
            if (outbox != null) {
                c.sent(c.transport.confirmed(outbox.sendTo(c, c.transport, TurnShare.MUCH, false)));
                c.giveBackOutbox();
            }
        } catch (IOException | LinuxException e) {
            // It ends for another reason already.
        }
    }

    /** Calls a handler. */
    @FunctionalInterface
    interface Upcall {
        void on(ConnectionHandler handler, Connection connection) throws Exception;
    }

    /** What an upcall has thrown, or null. */
    static @Nullable Throwable call(Upcall upcall, ConnectionHandler handler, Connection connection) {
        try {
            upcall.on(handler, connection);
            return null;
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            return e;
        }
    }
}
