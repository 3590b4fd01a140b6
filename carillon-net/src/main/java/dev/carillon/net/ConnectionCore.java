package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Trigger;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The inside of a {@link Connection}: its states, and what follows from one to the next.
 *
 * <pre>
 * CONNECTING --&gt; open --&gt; INPUT_ENDED ---------------.
 *     |            |                                 +--&gt; closed
 *     |            `--&gt; OUTPUT_ENDING --&gt; OUTPUT_ENDED
 *     `--&gt; closed
 * </pre>
 *
 * Both sides end by themselves, in either order; PAUSED and DISCARDING say what becomes of input meanwhile. From each state
 * a failure or a timeout leads to closed.
 */
abstract sealed class ConnectionCore extends CustomSource permits Connection {
    /** The socket is connected to nobody yet. */
    static final int CONNECTING = 1;
    /** The handler wants no bytes now. */
    static final int PAUSED = 1 << 1;
    /** The peer has ended its side. */
    static final int INPUT_ENDED = 1 << 2;
    /** This side ends when everything is sent. */
    static final int OUTPUT_ENDING = 1 << 3;
    /** This side has ended. */
    static final int OUTPUT_ENDED = 1 << 4;
    /** What comes is thrown away: only the peer's end is waited for. */
    static final int DISCARDING = 1 << 5;

    /** What may have come while nobody read, and does not come again as an edge: the end too, behind a short read. */
    private static final int MISSED_EDGES = Epoll.IN | Epoll.RDHUP;

    final ConnectionGroup group;
    final Receiver receiver;
    final Sender sender;
    private final Socket socket;
    private final Upcalls upcalls;
    private @Nullable Deadlines deadlines;
    private @Nullable Runnable whenClosed;
    private CloseReason reason = CloseReason.CLOSED;
    private @Nullable Throwable error;
    private int state;

    ConnectionCore(ConnectionGroup group, Socket socket, boolean connected, ConnectionHandler handler) {
        super(group.loop, group.name, "connection", socket, firstInterest(group, connected), group.statistics);
        this.group = group;
        this.socket = socket;
        this.upcalls = new Upcalls((Connection) this, handler);
        this.receiver = new Receiver(this, group);
        this.sender = new Sender(this, group);
        this.state = connected ? 0 : CONNECTING;
        group.connections.opened++;
        if (group.options.trigger() != Trigger.LEVEL) {
            trigger(group.options.trigger());
        }
    }

    private static int firstInterest(ConnectionGroup group, boolean connected) {
        if (group.options.trigger() == Trigger.EDGE) {
            return Epoll.IN | Epoll.OUT | Epoll.RDHUP; // once and for all: an edge costs nothing while it does not come
        }
        return connected ? Epoll.IN : Epoll.OUT;
    }

    /** Who is told, before the handler, that it has ended. */
    final void whenClosed(Runnable task) {
        whenClosed = task;
    }

    /** Starts its timeouts; tells the handler, if it is connected. */
    final void begin() {
        if (group.hasTimeouts(is(CONNECTING))) {
            deadlines = new Deadlines(this, time());
        }
        if (is(CONNECTING)) {
            review();
        } else {
            established();
        }
    }

    private void established() {
        receiver.waitingSince(time());
        review();
        upcalls.opened();
    }

    @Override
    protected final Outcome ready(int events, int budget) {
        Outcome outcome = handle(events);
        if (trigger() == Trigger.ONE_SHOT && isOpen() && !isWithWorker()) {
            rearm(); // else the worker pool does, when the work is done
        }
        return outcome;
    }

    private Outcome handle(int events) {
        try {
            if (is(CONNECTING)) {
                return finishConnecting();
            }
            if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
                flush();
            }
            return (events & ~Epoll.OUT) != 0 && isReadingNow() ? receiver.read(events) : Outcome.DONE;
        } catch (LinuxException e) {
            end(CloseReason.RESET, e);
            return Outcome.DONE;
        }
    }

    private Outcome finishConnecting() {
        try {
            if (!socket.finishConnect()) {
                return Outcome.NOTHING;
            }
        } catch (LinuxException e) {
            end(CloseReason.CONNECT_FAILED, e);
            return Outcome.DONE;
        }
        state &= ~CONNECTING;
        established();
        if (isOpen()) {
            sender.checkMarks(); // of what was written before; the flush may already tell that it is little again
            flush();
            updateInterest();
        }
        // What the peer said first may have come with the same edge.
        return isOnEdge() && isReadingNow() ? later(MISSED_EDGES) : Outcome.DONE;
    }

    /** The peer sends no more. */
    final void inputEnded(ByteBuffer rest) {
        state |= INPUT_ENDED;
        updateInterest();
        if (!is(DISCARDING)) {
            upcalls.inputEnded(rest);
        }
        receiver.discard();
        endIfBothHave();
    }

    final void setPaused(boolean paused) {
        state = paused ? state | PAUSED : state & ~PAUSED;
        updateInterest();
        if (paused) {
            return;
        }
        if (receiver.hasLeftover()) {
            receiver.redeliverLater();
            callReady(MISSED_EDGES);
        } else if (isOnEdge()) {
            callReady(MISSED_EDGES);
        }
        receiver.waitingSince(time());
        review();
    }

    /** After something was sent or queued. */
    final void wrote() {
        if (isOpen() && !sender.isEmpty()) {
            updateInterest();
            sender.checkMarks();
            review();
        }
    }

    /** Sends what is queued, as far as there is room; ends this side, if that was all and is asked for. */
    final void flush() {
        try {
            sender.flush();
        } catch (IOException | LinuxException e) {
            end(e instanceof LinuxException ? CloseReason.RESET : CloseReason.HANDLER_FAILED, e);
            return;
        }
        if (sender.isEmpty()) {
            updateInterest();
            shutDownIfAsked();
        }
        if (isOpen()) {
            sender.checkMarks();
        }
    }

    final void beginEnding() {
        state |= OUTPUT_ENDING;
        if (sender.isEmpty() && !is(CONNECTING)) {
            shutDownIfAsked();
        }
    }

    private void shutDownIfAsked() {
        if ((state & (OUTPUT_ENDING | OUTPUT_ENDED)) != OUTPUT_ENDING) {
            return;
        }
        state |= OUTPUT_ENDED;
        try {
            socket.shutdown(Shutdown.WRITE);
        } catch (LinuxException e) {
            end(CloseReason.RESET, e);
            return;
        }
        endIfBothHave();
    }

    private void endIfBothHave() {
        if (isOpen() && is(INPUT_ENDED) && is(OUTPUT_ENDED)) {
            end(CloseReason.FINISHED, null);
        }
    }

    /** From now on only the peer's end is waited for, and not for ever. */
    final void discardUntilEnd() {
        state = (state | DISCARDING) & ~PAUSED;
        receiver.discard();
        updateInterest();
        if (isOnEdge()) {
            callReady(MISSED_EDGES);
        }
        deadlines().finishing(time());
        review();
    }

    final Deadlines deadlines() {
        Deadlines timers = deadlines;
        if (timers == null) {
            deadlines = timers = new Deadlines(this, time());
        }
        return timers;
    }

    /** Closes it at once, with a reason. */
    final void end(CloseReason why, @Nullable Throwable cause) {
        if (isOpen()) {
            reason = why;
            error = cause;
            close();
        }
    }

    final void handlerFailed(Throwable cause) {
        report(cause);
        end(CloseReason.HANDLER_FAILED, cause);
    }

    @Override
    protected final void closed() {
        sender.discard();
        receiver.discard();
        Deadlines timers = deadlines;
        if (timers != null) {
            timers.cancel();
        }
        group.closed(reason);
        Runnable listener = whenClosed;
        if (listener != null) {
            listener.run();
        }
        upcalls.closed();
    }

    private void updateInterest() {
        if (isOpen() && !isOnEdge()) {
            boolean waitsForRoom = is(CONNECTING) || !sender.isEmpty();
            watchFor((isReadingNow() ? Epoll.IN : 0) | (waitsForRoom ? Epoll.OUT : 0));
        }
    }

    final void review() {
        Deadlines timers = deadlines;
        if (timers != null && isOpen()) {
            timers.review(time());
        }
    }

    final boolean is(int flag) {
        return (state & flag) != 0;
    }

    final boolean isReadingNow() {
        return isOpen() && (state & (PAUSED | INPUT_ENDED | CONNECTING)) == 0;
    }

    final boolean canSendNow() {
        return !is(CONNECTING);
    }

    final boolean isOnEdge() {
        return group.options.trigger() == Trigger.EDGE;
    }

    final Socket socket() {
        return socket;
    }

    final Upcalls upcalls() {
        return upcalls;
    }

    final CloseReason reason() {
        return reason;
    }

    final @Nullable Throwable error() {
        return error;
    }

    /** Bytes came: what was expected is there. */
    final void received(long count) {
        handled(1, count);
        Deadlines timers = deadlines;
        if (timers != null) {
            timers.answered();
        }
    }

    final Outcome goOnLater(int events) {
        return later(events);
    }

    final ByteBuffer sharedBuffer() {
        return readBuffer();
    }

    /** When the loop came to this connection. */
    final long turnTime() {
        return now();
    }

    /** The present. */
    final long presentTime() {
        return time();
    }
}
