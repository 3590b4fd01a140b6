package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.net.ConnectionState.Event;
import dev.carillon.net.ConnectionState.Phase;
import dev.carillon.net.frame.FramingException;
import dev.carillon.net.tls.TlsEngine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Connection} stands: its {@link ConnectionState}, what waits in either direction, its dates and its end. What
 * happens is recorded here; {@link Settling} acts on it.
 */
final class Conversation {
    final Connection connection;
    final ConnectionGroup group;
    final Socket socket;
    final Transport transport;
    int state = ConnectionState.beginning();
    ConnectionHandler handler;
    private @Nullable Outbox outbox;
    /** What the handler has left; null if that is nothing. */
    @Nullable
    Leftover rest;

    private @Nullable Deadlines deadlines;
    private @Nullable Forward forward;
    /** Those that forward to this one. */
    @Nullable
    Forward feeding;

    private @Nullable CloseReason reason;

    @Nullable
    Throwable error;

    private @Nullable Runnable whenClosed;
    private int exchanges;
    private long bytesReceived;
    private long bytesSent;

    Conversation(
            Connection connection,
            ConnectionGroup group,
            Socket socket,
            @Nullable TlsEngine tls,
            ConnectionHandler handler) {
        this.connection = connection;
        this.group = group;
        this.socket = socket;
        this.handler = handler;
        this.transport = tls == null ? PlainTransport.OF_ALL : new TlsTransport(tls, group, this);
    }

    EventLoop loop() {
        return group.loop;
    }

    boolean is(int bit) {
        return (state & bit) != 0;
    }

    void set(int bits) {
        state |= bits;
    }

    void clear(int bits) {
        state &= ~bits;
    }

    void on(Event event) {
        state = ConnectionState.on(state, event);
    }

    /** Something was recorded: at the end of its own dispatch, or soon, it settles. */
    void touch() {
        if (!is(ConnectionState.DIRTY)) {
            set(ConnectionState.DIRTY);
            if (!is(ConnectionState.INSIDE) && ConnectionState.phase(state) != Phase.GONE) {
                connection.settleLater();
            }
        }
    }

    void hold(Hold who) {
        if (ConnectionState.isLiving(state) && !is(ConnectionState.DISCARDING)) {
            set(who.bit());
            touch();
        }
    }

    void release(Hold who) {
        if (is(who.bit())) {
            clear(who.bit() | ConnectionState.DEAF);
            inputIsDue();
        }
    }

    /** What was left, or came while nobody looked, is to be looked for. */
    void inputIsDue() {
        if (ConnectionState.isLiving(state)) {
            set(ConnectionState.DUE_INPUT);
            touch();
        }
    }

    /** It ends, with what ended it first. */
    void ends(CloseReason why, @Nullable Throwable cause) {
        if (!ConnectionState.isLiving(state)) {
            return;
        }
        if (reason == null) {
            reason = why;
        }
        if (error == null) {
            error = cause;
        }
        if (why.cutsOff()) {
            set(ConnectionState.BREAKS_OFF);
        }
        endsUnopened();
        on(Event.CLOSES);
        touch();
    }

    /** What went wrong while sending or receiving ends it. */
    void failed(Exception cause) {
        if (transport instanceof TlsTransport tls && cause instanceof SSLException) {
            tls.sendAlert();
        }
        boolean handshaking = ConnectionState.phase(state) == Phase.HANDSHAKING;
        ends(
                handshaking && cause instanceof SSLException ? CloseReason.HANDSHAKE_FAILED : CloseReason.of(cause),
                cause);
    }

    /**
     * Nobody takes it any more. What the peer sent before that may be in the socket still, such as the answer to a request of
     * which it does not want to see the rest: that is read to its end first.
     */
    void sendingFailed(Exception cause) {
        boolean peers = cause instanceof LinuxException && transport.isPlain() && ConnectionState.isOpen(state);
        if (!peers || ConnectionState.hasInputEnded(state) || is(ConnectionState.DISCARDING)) {
            failed(cause);
            return;
        }
        error = cause;
        set(ConnectionState.OUTPUT_BROKEN);
        discardOutput();
        reason = CloseReason.RESET;
        deadlines().ended(connection.present());
        if (is(ConnectionState.SATURATED)) {
            clear(ConnectionState.SATURATED);
            drained();
        }
        touch();
    }

    /** The handler threw: its fault, or the peer's, whose bytes are no messages. */
    void handlerFailed(Throwable cause) {
        CloseReason why = cause instanceof FramingException ? CloseReason.of(cause) : CloseReason.HANDLER_FAILED;
        if (why == CloseReason.HANDLER_FAILED) {
            connection.reportFailure(cause);
        }
        ends(why, cause);
    }

    void connected() {
        on(transport.isPlain() ? Event.CONNECTED : Event.SECURING);
        phaseBegan();
        if (isOnEdge()) {
            set(ConnectionState.DUE_INPUT); // what the peer said first may have come with the same edge
        }
        if (!transport.isPlain()) {
            transport.shakeHands();
        }
    }

    void secured() {
        on(Event.SECURED);
        phaseBegan();
        set(ConnectionState.DUE_INPUT);
        touch();
    }

    void begin(boolean connected) {
        if (group.hasTimeouts(!connected, !transport.isPlain())) {
            deadlines = new Deadlines(this, connection.present());
        }
        if (connected) {
            connected();
        }
        touch();
    }

    private void phaseBegan() {
        Deadlines dates = deadlines;
        if (dates != null) {
            dates.phaseBegan(connection.present());
        }
    }

    /** The peer sends no more; or its stream has been cut off. */
    void endCame(@Nullable Throwable cutOff) {
        if (wasReset()) {
            ends(CloseReason.RESET, error);
            return;
        }
        if (cutOff != null) {
            set(ConnectionState.CUT_OFF);
            error = cutOff;
        }
        on(Event.END_CAME);
        touch();
    }

    /** A write has been told of the reset; reading tells only the end that it has left behind. */
    private boolean wasReset() {
        return error instanceof LinuxException broken && broken.errno() == Errno.ECONNRESET;
    }

    @Nullable
    Throwable cutOff() {
        return is(ConnectionState.CUT_OFF) ? error : null;
    }

    /** What was written before anything could be sent is not sent at the end either. */
    private void endsUnopened() {
        if (!ConnectionState.isOpen(state) && outbox != null) {
            set(ConnectionState.BREAKS_OFF);
        }
    }

    void finish() {
        endsUnopened();
        on(Event.FINISHES);
        dropRest();
        feedingGoesOn();
        touch();
    }

    void beginExchange() {
        exchanges++;
    }

    void endExchange() {
        if (exchanges == 0) {
            throw new IllegalStateException(connection + ": no exchange is in progress");
        }
        exchanges--;
        touch();
    }

    boolean isInExchange() {
        return exchanges > 0
                || is(Hold.APPLICATION.bit())
                || is(Hold.PROTOCOL.bit())
                || !connection.isListening()
                || is(ConnectionState.DRAINING) && GroupDrain.isInMessage(this);
    }

    /** Both sides have ended. */
    void finished() {
        ends(is(ConnectionState.CUT_OFF) ? CloseReason.TRUNCATED : CloseReason.FINISHED, null);
    }

    /** Time was over, and it has begun to end for that: how that goes is a matter of other limits. */
    void endsAfter(CloseReason over) {
        reason = over;
        deadlines().told(connection.present());
    }

    /** Bytes came from the network. */
    void received(long count) {
        bytesReceived += count;
        group.connections.received += count;
        connection.count(count);
        long now = connection.turnTime();
        Deadlines dates = deadlines;
        if (dates != null) {
            dates.received(now);
        }
        if (feeding != null || forward != null) {
            movedOtherWay(now);
        }
    }

    /** A stream that goes one way is not idle because nothing comes back. */
    private void movedOtherWay(long now) {
        Forward to = forward;
        if (to != null && to.target.deadlines != null) {
            to.target.deadlines.moved(now);
        }
    }

    void dropRest() {
        Leftover left = rest;
        rest = null;
        if (left != null) {
            left.discard();
        }
    }

    void comeBack(int events) {
        connection.comeBack(events);
    }

    boolean isOnEdge() {
        return group.options.trigger() == Trigger.EDGE;
    }

    @Nullable
    Forward forward() {
        return forward;
    }

    void forwardTo(Conversation target) {
        stopForwarding();
        if (ConnectionState.isLiving(state)) {
            Forward begun = new Forward(this, target);
            forward = begun;
            begun.next = target.feeding;
            target.feeding = begun;
            if (target.is(ConnectionState.SATURATED) && target.takesMore()) {
                hold(Hold.FORWARDING);
            }
            inputIsDue();
        }
    }

    void stopForwarding() {
        Forward present = forward;
        if (present != null) {
            forward = null;
            present.end();
            present.target.fedNoMoreBy(present);
            release(Hold.FORWARDING);
            inputIsDue();
        }
    }

    private void fedNoMoreBy(Forward gone) {
        Forward before = null;
        for (Forward at = feeding; at != null && at != gone; at = at.next) {
            before = at;
        }
        if (before != null) {
            before.next = gone.next;
        } else if (feeding == gone) {
            feeding = gone.next;
        }
    }

    /** Copies bytes to whom they are forwarded to; if nobody is there any more they are gone. */
    void pass(ByteBuffer bytes) {
        Forward to = forward;
        if (to != null) {
            to.target.connection.write(bytes);
        }
        bytes.position(bytes.limit());
    }

    /** Everything was handed out or passed on. */
    void forwardingEnds() {
        Forward present = forward;
        if (present != null) {
            present.end();
        }
    }

    /** What waits, or null if nothing does. */
    @Nullable
    Outbox waiting() {
        return outbox;
    }

    /** What more can be added to. */
    Outbox outbox() {
        Outbox waiting = outbox;
        if (waiting == null) {
            outbox = waiting = group.takeOutbox();
        }
        return waiting;
    }

    void giveBackOutbox() {
        Outbox empty = outbox;
        if (empty != null && empty.isEmpty()) {
            outbox = null;
            group.giveBack(empty);
        }
    }

    void discardOutput() {
        Outbox waiting = outbox;
        if (waiting != null) {
            waiting.discard();
            giveBackOutbox();
        }
    }

    boolean canSend() {
        return ConnectionState.isLiving(state) && !is(ConnectionState.OUTPUT_BROKEN);
    }

    /** Whether to say of what was written that it is too much; then the handler is told when it is little again. */
    boolean isFull() {
        boolean full = is(ConnectionState.SATURATED) || queuedBytes() > group.options.highWaterMark();
        if (full) {
            set(ConnectionState.ANSWERED_FULL);
        }
        return full;
    }

    /** Nothing waits anywhere, so that an end may follow. */
    boolean isEmpty() {
        return outbox == null && transport.isFlushed();
    }

    long queuedBytes() {
        Outbox waiting = outbox;
        return transport.queued() + (waiting == null ? 0 : waiting.bytes());
    }

    void sent(long count) {
        bytesSent += count;
        group.connections.sent += count;
    }

    /** Whether something waits for the kernel to take more, and whether it has just taken some. */
    void stuck(boolean waits, boolean progress) {
        Deadlines dates = deadlines;
        if (dates == null) {
            return;
        }
        if (waits) {
            dates.stuck(progress, connection.present());
        } else {
            dates.notStuck();
        }
    }

    /** More waits than the mark: what fills the queue is held, be it its own input or others'. */
    void saturated() {
        for (Forward source = feeding; source != null && takesMore(); source = source.next) {
            source.source.hold(Hold.FORWARDING);
        }
        if (feeding == null && !is(ConnectionState.READS_WHILE_SATURATED)) {
            hold(Hold.OUTPUT);
        }
    }

    void drained() {
        feedingGoesOn();
        release(Hold.OUTPUT);
    }

    /** What is forwarded here need not wait: there is room, or it is thrown away. */
    private void feedingGoesOn() {
        for (Forward source = feeding; source != null; source = source.next) {
            source.source.release(Hold.FORWARDING);
        }
    }

    /** Whether what is written now will be sent. */
    boolean takesMore() {
        return canSend() && ConnectionState.isSending(state);
    }

    void endOutput() {
        on(Event.OUTPUT_ENDS);
        feedingGoesOn();
        touch();
    }

    /** This side's end is out: from now on the peer's is waited for, and not for ever. */
    void outputEnded() {
        deadlines().ended(connection.present());
    }

    void tell(Settling.Upcall upcall) {
        Throwable thrown = Settling.call(upcall, handler, connection);
        if (thrown != null) {
            handlerFailed(thrown);
        }
    }

    /** Whether the handler has taken care of it. A lifetime is over all the same. */
    boolean tellTimedOut(CloseReason over) {
        try {
            boolean cared = handler.timedOut(connection, over) && over != CloseReason.LIFETIME_OVER;
            if (cared) {
                deadlines().carriesOn(over, connection.present());
            }
            return cared;
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            handlerFailed(e);
            return false;
        }
    }

    long bytesReceived() {
        return bytesReceived;
    }

    long bytesSent() {
        return bytesSent;
    }

    void tellReceived(ByteBuffer bytes) {
        try {
            handler.received(connection, bytes);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            handlerFailed(e);
        }
    }

    void handler(ConnectionHandler newHandler) {
        handler = newHandler;
        GroupDrain.handlerChanged(this);
        inputIsDue();
    }

    Deadlines deadlines() {
        Deadlines dates = deadlines;
        if (dates == null) {
            deadlines = dates = new Deadlines(this, connection.present());
        }
        return dates;
    }

    void deadlineIsDue() {
        set(ConnectionState.DUE_DEADLINE);
        touch();
    }

    @Nullable
    CloseReason deadlineOver() {
        Deadlines dates = deadlines;
        return dates == null ? null : dates.over(connection.present());
    }

    void armDeadlines() {
        Deadlines dates = deadlines;
        boolean listens = connection.isReading();
        if (dates != null && dates.isToArm(listens)) {
            dates.arm(listens, connection.present());
        }
    }

    /** Lets the peer see a reset instead of an end. */
    void breakOff() {
        try {
            socket.set(SocketOption.LINGER, Optional.of(Duration.ZERO));
        } catch (LinuxException e) {
            // It is broken off already.
        }
    }

    void whenClosed(Runnable task) {
        whenClosed = task;
    }

    /** After the descriptor was closed. */
    void released() {
        if (ConnectionState.isLiving(state)) {
            on(Event.CLOSES);
        }
        on(Event.RELEASED);
        discardOutput();
        transport.discard();
        dropRest();
        stopForwarding();
        feedingGoesOn();
        Deadlines dates = deadlines;
        if (dates != null) {
            dates.cancel();
        }
        CloseReason why = reason == null ? CloseReason.CLOSED : reason;
        group.closed(why);
        Runnable listener = whenClosed;
        if (listener != null) {
            listener.run();
        }
        Throwable cause = error;
        Throwable thrown = Settling.call((to, closed) -> to.closed(closed, why, cause), handler, connection);
        if (thrown != null) {
            connection.reportFailure(thrown);
        }
    }
}
