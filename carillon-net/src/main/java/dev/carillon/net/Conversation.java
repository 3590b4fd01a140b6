package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Trigger;
import dev.carillon.net.ConnectionState.Event;
import dev.carillon.net.ConnectionState.Phase;
import dev.carillon.net.frame.FramingException;
import dev.carillon.net.tls.TlsEngine;
import java.io.IOException;
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
    /** More bytes than that do not wait for the handler's return. */
    private static final int THROUGH = 64 * 1024;

    final Connection connection;
    final ConnectionGroup group;
    final Socket socket;
    final Transport transport;
    int state = ConnectionState.beginning();
    private ConnectionHandler handler;
    private @Nullable Outbox outbox;
    private @Nullable Leftover rest;
    private @Nullable Deadlines deadlines;
    private @Nullable Forward forward;
    /** Those that forward to this one. */
    private @Nullable Forward feeding;

    private @Nullable CloseReason reason;
    private @Nullable Throwable error;
    private @Nullable Runnable whenClosed;
    private boolean opened;
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
        this.transport = tls == null ? new PlainTransport(socket) : new TlsTransport(tls, socket, group, this);
    }

    EventLoop loop() {
        return group.loop;
    }

    // --- recording
    // ------------------------------------------------------------------------------------------------------

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
        if (why == CloseReason.HANDLER_FAILED || why == CloseReason.FILE_TRUNCATED) {
            set(ConnectionState.BREAKS_OFF); // or what is missing would look as if it had never been meant to come
        }
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
        opened = transport.isPlain();
        on(opened ? Event.CONNECTED : Event.SECURING);
        phaseBegan();
        if (isOnEdge()) {
            set(ConnectionState.DUE_INPUT); // what the peer said first may have come with the same edge
        }
        if (!transport.isPlain()) {
            transport.shakeHands();
        }
    }

    void secured() {
        opened = true;
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
        if (cutOff != null) {
            set(ConnectionState.CUT_OFF);
            error = cutOff;
        }
        on(Event.END_CAME);
        touch();
    }

    @Nullable
    Throwable cutOff() {
        return is(ConnectionState.CUT_OFF) ? error : null;
    }

    void finish() {
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
        return exchanges > 0 || is(Hold.APPLICATION.bit()) || is(Hold.PROTOCOL.bit()) || !connection.isListening();
    }

    /** Both sides have ended. */
    void finished() {
        ends(is(ConnectionState.CUT_OFF) ? CloseReason.TRUNCATED : CloseReason.FINISHED, null);
    }

    /** Whether the peer's stream has come to its end, and that was told: it owes nothing, however it ends itself. */
    boolean hasToldEnd() {
        return ConnectionState.isEndTold(state);
    }

    /** What it ends for, if it ends in order. */
    void reason(CloseReason why) {
        reason = why;
    }

    // --- input
    // ----------------------------------------------------------------------------------------------------------

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

    int restSize() {
        Leftover left = rest;
        return left == null ? 0 : left.size();
    }

    /** A buffer for the next read, which begins with what the handler has left. */
    ByteBuffer bufferForInput() throws NoBuffersException {
        int room = transport.roomToReceive();
        ByteBuffer shared = connection.sharedBuffer();
        Leftover left = rest;
        if (left == null) {
            if (shared.remaining() >= room) {
                return shared;
            }
            rest = left = new Leftover(group.buffers);
        }
        return left.withRoom(shared, room, group.options.receiveLimit());
    }

    /** What the handler has left, for reading. */
    ByteBuffer restForHandler() throws NoBuffersException {
        ByteBuffer shared = connection.sharedBuffer();
        Leftover left = rest;
        return (left == null ? shared : left.withRoom(shared, 0, group.options.receiveLimit())).flip();
    }

    /** Why no other process can go on with it; null if one can. */
    @Nullable
    String reasonToStay() {
        if (!ConnectionState.isOpen(state)) {
            return ConnectionState.isLiving(state) ? "it is not connected yet" : "it has ended";
        }
        if (!transport.isPlain()) {
            return "it speaks TLS, and the other process does not have the keys";
        }
        return queuedBytes() == 0 ? null : queuedBytes() + " bytes wait to be sent";
    }

    /** What the handler has left, and behind it what it has just been given. */
    ByteBuffer withRest(ByteBuffer given) {
        Leftover left = rest;
        return left == null ? given : left.followedBy(given);
    }

    /** Keeps what is left in a buffer of one of these. */
    void keep(ByteBuffer bytes) throws NoBuffersException {
        if (!ConnectionState.isLiving(state) || is(ConnectionState.DISCARDING)) {
            dropRest();
            return;
        }
        Leftover left = rest;
        if (left == null) {
            if (!bytes.hasRemaining()) {
                return;
            }
            rest = left = new Leftover(group.buffers);
        }
        left.keep(bytes);
        if (left.isEmpty()) {
            rest = null;
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

    // --- forwarding
    // -----------------------------------------------------------------------------------------------------

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

    // --- output
    // ---------------------------------------------------------------------------------------------------------

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

    /** Takes all the bytes: into the queue, or, if that would become long, first to the kernel as far as that takes them. */
    void put(ByteBuffer bytes) throws IOException {
        long waiting = queuedBytes() + bytes.remaining();
        if (waiting > Math.min(THROUGH, group.options.highWaterMark())) {
            sendThrough(bytes);
        }
        if (bytes.hasRemaining()) {
            outbox().add(bytes);
        }
    }

    /** What waits becomes records while that is possible: the peer is about to end a conversation that ends for both. */
    void encryptAll() throws IOException {
        Outbox waiting = outbox;
        if (waiting != null && ConnectionState.isOpen(state)) {
            sent(transport.confirmed(waiting.pushTo(transport)));
            giveBackOutbox();
        }
    }

    private void sendThrough(ByteBuffer bytes) throws IOException {
        boolean copied = !bytes.isDirect() || !transport.isPlain();
        while (bytes.hasRemaining() && ConnectionState.isOpen(state) && Settling.sendAll(this)) {
            if (copied) {
                ByteBuffer piece = bytes.slice(bytes.position(), Math.min(bytes.remaining(), Buffers.LARGE));
                outbox().add(piece);
                bytes.position(bytes.position() + piece.position());
                continue;
            }
            sent(transport.confirmed(transport.send(bytes, false)));
            if (bytes.hasRemaining()) {
                set(ConnectionState.NO_ROOM);
                stuck(true, true);
            }
        }
    }

    /** Whether to say of what was written that it is too much; then the handler is told when it is little again. */
    boolean isFull() {
        boolean full = is(ConnectionState.SATURATED) || queuedBytes() > group.options.highWaterMark();
        if (full) {
            set(ConnectionState.ANSWERED_FULL);
        }
        return full;
    }

    /** Whether anything could be sent yet. */
    boolean wasOpened() {
        return opened;
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

    // --- telling
    // --------------------------------------------------------------------------------------------------------

    void tell(Settling.Upcall upcall) {
        Throwable thrown = Settling.call(upcall, handler, connection);
        if (thrown != null) {
            handlerFailed(thrown);
        }
    }

    /** Whether the handler has taken care of it. */
    boolean tellTimedOut(CloseReason over) {
        try {
            boolean cared = handler.timedOut(connection, over);
            if (cared) {
                deadlines().carriesOn(over, connection.present());
                clear(ConnectionState.DEADLINE_TOLD);
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
        inputIsDue();
    }

    // --- time
    // -----------------------------------------------------------------------------------------------------------

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
        if (dates != null) {
            boolean listens = ConnectionState.takesMessages(state) && connection.isListening();
            dates.listening(listens, connection.present());
            dates.arm(connection.present());
        }
    }

    // --- the kernel
    // -----------------------------------------------------------------------------------------------------

    /** Asks the kernel for what is wanted now. */
    void watch() {
        if (isOnEdge()) {
            return;
        }
        boolean room = ConnectionState.phase(state) == Phase.CONNECTING || is(ConnectionState.NO_ROOM);
        boolean bytes = ConnectionState.phase(state) == Phase.HANDSHAKING
                ? transport.waitsForPeer()
                : ConnectionState.wantsBytes(state);
        int interest = (bytes ? Epoll.IN : 0) | (room ? Epoll.OUT : 0);
        connection.watch(interest == 0 && !is(ConnectionState.DEAF) ? Epoll.ERR : interest);
    }

    /**
     * The peer is gone while nobody reads. What it sent before it went is for somebody who only waits for room still; others
     * learn now what they would learn too late.
     */
    Outcome peerGone(int events) {
        boolean waits = !is(Hold.APPLICATION.bit()) && !is(Hold.PROTOCOL.bit()) && socket.availableOr(0) > 0;
        if ((events & Epoll.ERR) == 0 && !is(ConnectionState.OUTPUT_BROKEN) || waits) {
            set(ConnectionState.DEAF); // a hang-up of both sides in order: the end is in the socket still
            return Outcome.DONE;
        }
        try {
            socket.read(connection.sharedBuffer()); // which says what has happened
            ends(
                    CloseReason.RESET,
                    error == null ? new IOException(connection + ": the peer has broken it off") : error);
        } catch (LinuxException e) {
            ends(CloseReason.RESET, e);
        }
        return Outcome.DONE;
    }

    /** What the kernel has told. */
    Outcome progress(int events) {
        if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) != 0) {
            clear(ConnectionState.NO_ROOM);
        }
        try {
            return switch (ConnectionState.phase(state)) {
                case CONNECTING -> finishConnecting();
                case HANDSHAKING -> {
                    transport.shakeHands();
                    yield Outcome.DONE;
                }
                case OPEN -> input(events);
                default -> Outcome.DONE;
            };
        } catch (IOException | LinuxException e) {
            failed(e);
            return Outcome.DONE;
        }
    }

    private Outcome finishConnecting() {
        try {
            if (!socket.finishConnect()) {
                return Outcome.NOTHING;
            }
        } catch (LinuxException e) {
            ends(CloseReason.CONNECT_FAILED, e);
            return Outcome.DONE;
        }
        connected();
        return Outcome.DONE;
    }

    private Outcome input(int events) throws IOException {
        if (ConnectionState.wantsBytes(state)) {
            if (is(ConnectionState.DUE_OPENED) || is(ConnectionState.DUE_INPUT) && restSize() > 0) {
                set(ConnectionState.DUE_INPUT); // after what comes before it: settling looks for it
                return Outcome.DONE;
            }
            return (events & ~Epoll.OUT) == 0 ? Outcome.DONE : Receiving.read(this, events);
        }
        return (events & (Epoll.ERR | Epoll.HUP)) == 0 ? Outcome.DONE : peerGone(events);
    }

    /** Lets the peer see a reset instead of an end. */
    void breakOff() {
        try {
            socket.set(SocketOption.LINGER, Optional.of(Duration.ZERO));
        } catch (LinuxException e) {
            // It is broken off already.
        }
    }

    // --- the end
    // --------------------------------------------------------------------------------------------------------

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
