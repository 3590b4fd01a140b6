package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Trigger;
import dev.carillon.net.frame.FramingException;
import dev.carillon.net.tls.TlsEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The inside of a {@link Connection}: its {@link States}, and what follows from one to the next. */
abstract sealed class ConnectionCore extends CustomSource permits Connection {
    /** What may have come while nobody read, and does not come again as an edge: the end too, behind a short read. */
    private static final int MISSED_EDGES = Epoll.IN | Epoll.RDHUP;

    final ConnectionGroup group;
    final Receiver receiver;
    final Sender sender;
    final Transport transport;
    final Upcalls upcalls;
    private @Nullable Deadlines deadlines;
    private @Nullable Runnable whenClosed;
    private CloseReason reason = CloseReason.CLOSED;
    private @Nullable Throwable error;
    private int state;

    ConnectionCore(
            ConnectionGroup group,
            Socket socket,
            @Nullable TlsEngine tls,
            boolean connected,
            ConnectionHandler handler) {
        super(group.loop, group.name, "connection", socket, firstInterest(group, connected), group.statistics);
        this.group = group;
        if (tls == null) {
            this.transport = new PlainTransport(socket);
        } else {
            this.transport = new TlsTransport(tls, socket, group, this);
        }
        this.upcalls = new Upcalls((Connection) this, handler);
        this.receiver = new Receiver(this);
        this.sender = new Sender(this);
        this.state = (connected ? 0 : States.CONNECTING) | (tls == null ? 0 : States.HANDSHAKING);
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
        if (group.hasTimeouts(is(States.CONNECTING), is(States.HANDSHAKING))) {
            deadlines = new Deadlines(this, time());
        }
        if (is(States.CONNECTING)) {
            review();
        } else {
            connected();
        }
    }

    private void connected() {
        waitAnew();
        if (is(States.HANDSHAKING)) {
            transport.shakeHands();
            updateInterest();
        } else {
            open();
        }
    }

    final void handshakeDone() {
        state &= ~States.HANDSHAKING;
        waitAnew();
        open();
        lookForInput();
    }

    /** Reads without being told to, where nobody would tell: of a missed edge, of what the transport or the receiver holds. */
    private void lookForInput() {
        if (isReadingNow() && (isOnEdge() || transport.holdsInput() || receiver.hasLeftover())) {
            callReady(MISSED_EDGES);
        }
    }

    /** Bytes may go both ways from now on. */
    private void open() {
        upcalls.opened();
        if (isOpen()) {
            sender.checkMarks(); // of what was written before; the flush may already tell that it is little again
            flush();
            updateInterest();
        }
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
            if (is(States.CONNECTING)) {
                return finishConnecting();
            }
            if (is(States.HANDSHAKING)) {
                transport.shakeHands();
                updateInterest();
                return Outcome.DONE;
            }
            if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
                flush();
            }
            return (events & ~Epoll.OUT) != 0 && isReadingNow() ? receiver.read(events) : Outcome.DONE;
        } catch (IOException | LinuxException e) {
            failed(e);
            return Outcome.DONE;
        }
    }

    /** What went wrong while sending or receiving ends it. */
    final void failed(Exception error) {
        if (transport instanceof TlsTransport tls && error instanceof SSLException) {
            tls.sendAlert();
        }
        if (error instanceof SSLException && is(States.HANDSHAKING)) {
            end(CloseReason.HANDSHAKE_FAILED, error);
        } else {
            end(CloseReason.of(error), error);
        }
    }

    private Outcome finishConnecting() {
        try {
            if (!transport.socket.finishConnect()) {
                return Outcome.NOTHING;
            }
        } catch (LinuxException e) {
            end(CloseReason.CONNECT_FAILED, e);
            return Outcome.DONE;
        }
        state &= ~States.CONNECTING;
        connected();
        // What the peer said first may have come with the same edge.
        return isOnEdge() && isReadingNow() ? later(MISSED_EDGES) : Outcome.DONE;
    }

    /** The peer sends no more; or its stream has been cut off, which is an error if anything of it was still wanted. */
    final void inputEnded(ByteBuffer rest, @Nullable Throwable cutOff) {
        state |= States.INPUT_ENDED;
        updateInterest();
        if (!is(States.DISCARDING)) {
            error = cutOff;
            upcalls.inputEnded(rest, cutOff != null);
        }
        receiver.discard();
        if (isOpen() && transport.hasSaidEnd()) {
            beginEnding();
        }
        endIfBothHave();
    }

    final void setPaused(boolean paused) {
        state = paused ? state | States.PAUSED : state & ~States.PAUSED;
        updateInterest();
        if (paused) {
            return;
        }
        receiver.redeliverLater();
        lookForInput();
        waitAnew();
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
            failed(e);
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
        state |= States.OUTPUT_ENDING;
        if (sender.isEmpty() && canSendNow()) {
            shutDownIfAsked();
        }
    }

    private void shutDownIfAsked() {
        if ((state & (States.OUTPUT_ENDING | States.OUTPUT_ENDED)) != States.OUTPUT_ENDING) {
            return;
        }
        try {
            transport.sayEnd();
            if (!transport.isFlushed()) {
                updateInterest();
                return; // comes back when it is
            }
            state |= States.OUTPUT_ENDED;
            transport.socket.shutdown(Shutdown.WRITE);
        } catch (LinuxException e) {
            if (!is(States.INPUT_ENDED) || transport instanceof PlainTransport) {
                end(CloseReason.RESET, e);
                return;
            }
            state |= States.OUTPUT_ENDED; // who has ended a conversation need not wait for our end
        } catch (IOException e) {
            failed(e);
            return;
        }
        endIfBothHave();
    }

    private void endIfBothHave() {
        if (isOpen() && is(States.INPUT_ENDED) && is(States.OUTPUT_ENDED)) {
            end(error == null ? CloseReason.FINISHED : CloseReason.TRUNCATED, error);
        }
    }

    /** From now on only the peer's end is waited for, and not for ever. */
    final void discardUntilEnd() {
        state = (state | States.DISCARDING) & ~States.PAUSED;
        receiver.discard();
        updateInterest();
        lookForInput();
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
            if (why == CloseReason.HANDLER_FAILED) {
                breakOff(); // or what is missing would look as if it had never been meant to come
            }
            close();
        }
    }

    /** Lets the peer see a reset instead of an end. */
    final void breakOff() {
        try {
            transport.socket.set(SocketOption.LINGER, Optional.of(Duration.ZERO));
        } catch (LinuxException e) {
            // It is broken off already.
        }
    }

    /** The handler threw: its fault, or the peer's, whose bytes are no messages. */
    final void handlerFailed(Throwable cause) {
        CloseReason why = cause instanceof FramingException ? CloseReason.of(cause) : CloseReason.HANDLER_FAILED;
        if (why == CloseReason.HANDLER_FAILED) {
            report(cause);
        }
        end(why, cause);
    }

    @Override
    protected final void closed() {
        sender.discard();
        transport.discard();
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

    final void updateInterest() {
        if (isOpen() && !isOnEdge()) {
            boolean waitsForRoom = is(States.CONNECTING) || !transport.isFlushed() || canSendNow() && !sender.isEmpty();
            boolean waitsForBytes =
                    is(States.HANDSHAKING) ? !is(States.CONNECTING) && transport.waitsForPeer() : isReadingNow();
            watchFor((waitsForBytes ? Epoll.IN : 0) | (waitsForRoom ? Epoll.OUT : 0));
        }
    }

    final void review() {
        Deadlines timers = deadlines;
        if (timers != null && isOpen()) {
            timers.review(time());
        }
    }

    /** The peer's time begins anew: it may have answered while nobody looked. */
    final void waitAnew() {
        receiver.waitingSince(time());
        review();
    }

    final boolean is(int flag) {
        return (state & flag) != 0;
    }

    final boolean isReadingNow() {
        return isOpen() && (state & (States.PAUSED | States.INPUT_ENDED | States.CONNECTING | States.HANDSHAKING)) == 0;
    }

    final boolean canSendNow() {
        return (state & (States.CONNECTING | States.HANDSHAKING)) == 0;
    }

    final boolean isOnEdge() {
        return group.options.trigger() == Trigger.EDGE;
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
