package dev.carillon.net;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PeerCredentials;
import dev.carillon.linux.Socket;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.net.frame.Framing;
import dev.carillon.net.tls.TlsEngine;
import dev.carillon.net.tls.TlsSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a peer, TCP or Unix: a source of the loop whose {@link ConnectionHandler} gets what comes, and that sends what
 * it is given, in order and completely.
 *
 * <p>Every method records what is wanted and returns: what follows from it is done when the handler that runs has returned,
 * in one order (all that was written is sent with one call, then the handler is told of marks, then of more input, then this
 * side ends, if that was asked for). So no handler is called while another one runs. A connection at rest holds no buffer.
 *
 * <p>It ends in one of three ways. {@link #finish}: what is queued is sent, this side ends, the peer's end is waited for.
 * {@link #close}: one last attempt to send what is queued, no waiting. Or by itself: a reset, a timeout, a handler that
 * throws. In each case {@link ConnectionHandler#closed} tells why, once; and what could not be sent shows to the peer as a
 * reset, never as an end that looks orderly.
 *
 * <p>For the loop's thread. {@code recv(2)}, {@code send(2)}, {@code sendfile(2)}, {@code splice(2)}, {@code shutdown(2)}.
 */
public final class Connection extends CustomSource {
    final Conversation conversation;
    boolean filesSent; // and the handler has not heard of it; here it takes no room
    private @Nullable Object attachment;

    Connection(
            ConnectionGroup group,
            Socket socket,
            @Nullable TlsEngine tls,
            boolean connected,
            ConnectionHandler handler) {
        super(group.loop, group.name, "connection", socket, firstInterest(group, connected), group.statistics);
        this.conversation = new Conversation(this, group, socket, tls, handler);
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

    /**
     * Takes no more bytes for now; the kernel keeps them, and at last the peer has to wait. To be followed by
     * {@link #resume}. What others hold it for, {@link #heldBy}, is not touched.
     */
    public void pause() {
        pause(Hold.APPLICATION);
    }

    /** Takes bytes again, unless somebody else holds it. What the handler has left is handed in again. */
    public void resume() {
        resume(Hold.APPLICATION);
    }

    /**
     * Takes no more bytes for now, on behalf of somebody.
     *
     * @param who {@link Hold#APPLICATION} or {@link Hold#PROTOCOL}
     */
    public void pause(Hold who) {
        checkThread();
        conversation.hold(checked(who));
    }

    /**
     * Ends what {@link #pause(Hold)} began.
     *
     * @param who {@link Hold#APPLICATION} or {@link Hold#PROTOCOL}
     */
    public void resume(Hold who) {
        checkThread();
        conversation.release(checked(who));
    }

    private static Hold checked(Hold who) {
        if (who != Hold.APPLICATION && who != Hold.PROTOCOL) {
            throw new IllegalArgumentException(
                    who + " holds and lets go by itself; a program's are APPLICATION and PROTOCOL");
        }
        return who;
    }

    /**
     * Who keeps it from taking input.
     *
     * @return a snapshot; empty if nobody does
     */
    public Set<Hold> heldBy() {
        Set<Hold> holds = EnumSet.noneOf(Hold.class);
        for (Hold hold : Hold.values()) {
            if (conversation.is(hold.bit())) {
                holds.add(hold);
            }
        }
        return holds;
    }

    /**
     * Whether more messages are to be handed out: what a loop over several in one buffer asks before each.
     *
     * @return false while it is held, with a worker or not open yet, after {@link #finish}, and once the handler was told of
     *     the peer's end
     */
    public boolean isReading() {
        return ConnectionState.takesMessages(conversation.state) && isListening();
    }

    /**
     * Goes on reading although more waits to be sent than the high-water mark, or no longer does. Whoever switches it on has
     * to bound what it sends by {@link ConnectionHandler#saturated}, or by {@link #write}'s answer.
     *
     * @param reads true to read on; false, as at the beginning, to hold input until {@link ConnectionHandler#drained}
     */
    public void readsWhileSaturated(boolean reads) {
        checkThread();
        if (reads) {
            conversation.set(ConnectionState.READS_WHILE_SATURATED);
            conversation.release(Hold.OUTPUT);
        } else {
            conversation.clear(ConnectionState.READS_WHILE_SATURATED);
        }
    }

    /**
     * Sends bytes, all of them, when the handler that runs has returned. What would make a long queue is sent before this
     * returns, as far as the kernel takes it.
     *
     * @param bytes from position to limit; empty afterwards, and the caller's own again
     * @return what has become of them
     */
    public Written write(ByteBuffer bytes) {
        Written refused = refusal();
        if (refused != null) {
            bytes.position(bytes.limit());
            return refused;
        }
        try {
            Sending.put(conversation, bytes);
        } catch (IOException | LinuxException e) {
            bytes.position(bytes.limit());
            conversation.sendingFailed(e);
        }
        return written();
    }

    /**
     * Sends the bytes of several buffers, in order.
     *
     * @param bytes each from position to limit; empty afterwards
     * @return as for one buffer
     */
    public Written write(ByteBuffer... bytes) {
        Written last = Written.TAKEN;
        for (ByteBuffer part : bytes) {
            last = write(part);
        }
        return last;
    }

    /**
     * Sends a message as one frame.
     *
     * @param message its bytes from position to limit; empty afterwards
     * @param framing how the peer expects it
     * @return as for {@link #write(ByteBuffer)}
     * @throws IllegalArgumentException if it is longer than the framing's limit, or decoding would not give it back
     */
    public Written write(ByteBuffer message, Framing framing) {
        Buffers.Lease frame;
        try {
            frame = conversation.group.buffers.take(framing.encodedLength(message.remaining()));
        } catch (NoBuffersException e) {
            conversation.sendingFailed(e);
            return Written.CLOSED;
        }
        try {
            framing.encode(message, frame.writer);
            return write(frame.writer.flip());
        } finally {
            conversation.group.buffers.giveBack(frame);
        }
    }

    /**
     * Sends a region of a file without copying it, {@code sendfile(2)}, after what is queued.
     *
     * @param file the file; to be left open until {@link ConnectionHandler#filesSent} or {@link ConnectionHandler#closed}
     * @param offset where the region begins
     * @param count its bytes; 0 sends nothing
     * @param closeAfter whether to close the file then, or when the connection ends, or if it is not taken
     * @return as for {@link #write(ByteBuffer)}
     */
    public Written sendFile(FileFd file, long offset, long count, boolean closeAfter) {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException(
                    "a region of a file begins at 0 or later and has 0 bytes or more, not " + offset + ", " + count);
        }
        Written refused = refusal();
        if (refused != null) {
            if (closeAfter) {
                file.close();
            }
            return refused;
        }
        conversation.outbox().add(file, offset, count, closeAfter);
        return written();
    }

    private @Nullable Written refusal() {
        checkThread();
        if (!conversation.canSend()) {
            return Written.CLOSED;
        }
        return ConnectionState.isSending(conversation.state) ? null : Written.FINISHED;
    }

    private Written written() {
        conversation.touch();
        if (!conversation.canSend()) {
            return Written.CLOSED;
        }
        return conversation.isFull() ? Written.FULL : Written.TAKEN;
    }

    /**
     * From now on moves what comes to another connection, inside the kernel and through a pipe, {@code splice(2)}; with TLS
     * on either side, or without a descriptor for a pipe, by copying. What was received and not taken goes first. This
     * connection is held while the other one has more to send than its high-water mark. The handler goes on being told of
     * the end.
     *
     * @param target another connection of the same loop
     */
    public void forwardTo(Connection target) {
        checkThread();
        if (target.loop() != loop() || target == this) {
            throw new IllegalArgumentException(
                    this + " is forwarded to another connection of the same loop, not to " + target);
        }
        conversation.forwardTo(target.conversation);
    }

    /** Ends what {@link #forwardTo} began: the handler gets what comes. What is on its way already arrives. */
    public void stopForwarding() {
        checkThread();
        conversation.stopForwarding();
    }

    /**
     * Ends this side when everything queued is sent; the peer may still send. Once it has ended too, the connection is
     * closed. Idempotent.
     */
    public void endOutput() {
        checkThread();
        if (isOpen()) {
            conversation.endOutput();
        }
    }

    /**
     * Comes to an orderly end: sends what is queued, ends this side, waits for the peer's end ({@link Timeouts#linger}) and
     * throws away what it sends until then. Without the waiting, what the peer sends last would break off what it has not
     * yet received. Idempotent.
     */
    public void finish() {
        checkThread();
        if (isOpen()) {
            conversation.finish();
        }
    }

    /** As {@link #finish}, once no exchange is in progress, {@link #beginExchange}, and nothing holds its input. Idempotent. */
    public void finishAfterExchange() {
        checkThread();
        if (isOpen()) {
            conversation.set(ConnectionState.ENDS_AFTER_EXCHANGE);
            conversation.touch();
        }
    }

    /** An answer is being made: {@link #finishAfterExchange}, and so the default at the peer's end, waits for it. */
    public void beginExchange() {
        checkThread();
        conversation.beginExchange();
    }

    /**
     * What {@link #beginExchange} began is done.
     *
     * @throws IllegalStateException if none is in progress
     */
    public void endExchange() {
        checkThread();
        conversation.endExchange();
    }

    /**
     * Breaks it off, so that the peer notices: it gets {@code ECONNRESET} instead of an end that looks orderly. What is
     * queued is lost. A Unix peer sees the end all the same.
     */
    public void reset() {
        checkThread();
        if (isOpen()) {
            conversation.set(ConnectionState.BREAKS_OFF);
            conversation.ends(CloseReason.CLOSED, null);
        }
    }

    /** Sends what is queued and then breaks it off: for a stream of which the rest is missing. */
    public void resetWhenSent() {
        checkThread();
        if (isOpen()) {
            conversation.set(ConnectionState.ABORTS_WHEN_SENT);
            conversation.finish();
        }
    }

    /**
     * A response is expected: {@link Timeouts#response} runs until the next byte comes, but not while input is held.
     */
    public void expectResponse() {
        checkThread();
        if (isOpen()) {
            conversation.deadlines().asked(time());
            conversation.touch();
        }
    }

    /**
     * Sets a deadline of the program's own, in place of the last one: for a request's head, for its body, for the next
     * request. When it is over the handler is told, {@link ConnectionHandler#timedOut}.
     *
     * @param fromNow how long; zero for none
     */
    public void deadline(Duration fromNow) {
        checkThread();
        if (isOpen()) {
            conversation.deadlines().programs(fromNow.isZero() ? -1 : time() + fromNow.toNanos());
            conversation.touch();
        }
    }

    /**
     * Hands everything that happens from now on to another handler; first what the present one has left.
     *
     * @param newHandler the new handler
     */
    public void handler(ConnectionHandler newHandler) {
        checkThread();
        conversation.handler(newHandler);
    }

    /**
     * Something of the program's own that goes with the connection.
     *
     * @return what {@link #attach} was given last, or null
     */
    public @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Keeps something of the program's own with the connection.
     *
     * @param object anything, or null
     */
    public void attach(@Nullable Object object) {
        attachment = object;
    }

    /**
     * What was agreed on with the peer in the TLS handshake.
     *
     * @return empty without TLS, and before the handshake is done
     */
    public Optional<TlsSession> tls() {
        return conversation.transport instanceof TlsTransport tls ? tls.engine().session() : Optional.empty();
    }

    /**
     * Its options.
     *
     * @return the options of its listener or connector
     */
    public ConnectionOptions options() {
        return conversation.group.options;
    }

    /**
     * The other side's address.
     *
     * @return the address, of an accepted connection also when the peer is gone; an empty path for a Unix client
     * @throws LinuxException ENOTCONN if it is not connected
     */
    public SocketAddress peerAddress() {
        return conversation.socket.peerAddress();
    }

    /**
     * This side's address.
     *
     * @return the address
     */
    public SocketAddress localAddress() {
        return conversation.socket.localAddress();
    }

    /**
     * Who is at the other end of a Unix connection.
     *
     * @return the process and its user
     * @throws IllegalStateException for a TCP connection
     */
    public PeerCredentials peerCredentials() {
        return conversation.socket.peerCredentials();
    }

    /**
     * Bytes received so far.
     *
     * @return the count
     */
    public long bytesReceived() {
        return conversation.bytesReceived();
    }

    /**
     * Bytes that the kernel has taken to be sent; with TLS, those whose records it has taken completely.
     *
     * @return the count
     */
    public long bytesSent() {
        return conversation.bytesSent();
    }

    /**
     * Bytes that wait to be sent, those of files and of records included.
     *
     * @return the count
     */
    public long queuedBytes() {
        return conversation.queuedBytes();
    }

    /**
     * Whether it has not ended.
     *
     * @return false from the moment on at which it was closed, or has ended otherwise
     */
    @Override
    public boolean isOpen() {
        return super.isOpen() && ConnectionState.isLiving(conversation.state);
    }

    /** {@code connection "echo" 127.0.0.1:40000}: the name and the peer, as far as it is known. */
    @Override
    public String toString() {
        try {
            return super.toString() + " " + conversation.socket.peerAddress();
        } catch (LinuxException | IllegalStateException e) {
            return super.toString();
        }
    }

    private void checkThread() {
        if (!loop().isLoopThread()) {
            throw new IllegalStateException(this + " is used on its loop's thread: use loop().execute()");
        }
    }

    /** Starts its timeouts, and tells the handler once it is connected. */
    void begin(boolean connected) {
        conversation.begin(connected);
    }

    @Override
    protected Outcome ready(int events, int budget) {
        conversation.set(ConnectionState.INSIDE);
        try {
            Outcome outcome = Readiness.progress(conversation, events);
            GroupDrain.lookedAtInput(conversation);
            settleNow();
            return outcome;
        } finally {
            conversation.clear(ConnectionState.INSIDE);
            if (trigger() == Trigger.ONE_SHOT && isOpen() && !isWithWorker()) {
                rearm(); // else the worker pool does, when the work is done
            }
        }
    }

    @Override
    protected void settle() {
        conversation.group.answers.tell();
        if (!super.isOpen() || !conversation.is(ConnectionState.DIRTY)) {
            return; // it has been settled by its own dispatch meanwhile
        }
        conversation.set(ConnectionState.INSIDE);
        try {
            settleNow();
        } finally {
            conversation.clear(ConnectionState.INSIDE);
        }
    }

    private void settleNow() {
        if (Settling.settle(conversation)) {
            conversation.set(ConnectionState.DIRTY);
            settleSoon();
        }
    }

    @Override
    protected boolean closing() {
        conversation.ends(CloseReason.CLOSED, null);
        return false;
    }

    @Override
    protected void listensAgain() {
        conversation.inputIsDue();
    }

    @Override
    protected void listensNoMore() {
        conversation.touch(); // its peer's time stands still
    }

    /** Its own code, or a worker's work, has failed: nobody would ever enable it again. */
    @Override
    protected void disabled(Throwable failure) {
        conversation.clear(ConnectionState.DIRTY);
        conversation.ends(CloseReason.HANDLER_FAILED, failure);
    }

    @Override
    protected void closed() {
        conversation.released();
    }

    void settleLater() {
        settleSoon();
    }

    void watch(int interest) {
        watchFor(interest);
    }

    void comeBack(int events) {
        callReady(events);
    }

    void releaseNow() {
        release();
    }

    void count(long bytes) {
        handled(1, bytes);
    }

    void reportFailure(Throwable error) {
        report(error);
    }

    ByteBuffer sharedBuffer() {
        return readBuffer();
    }

    /** {@return when the loop came to what runs now, in nanoseconds as {@link #present}; costs no look at the clock} */
    public long turnTime() {
        return now();
    }

    /** {@return the present, in nanoseconds since some moment that a loop's connections have in common} */
    public long present() {
        return time();
    }
}
