package dev.carillon.net;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PeerCredentials;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.net.frame.Framing;
import dev.carillon.net.tls.TlsEngine;
import dev.carillon.net.tls.TlsSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream to a peer, TCP or Unix: a source of the loop whose {@link ConnectionHandler} gets what comes, and that sends what
 * it is given, in order and completely.
 *
 * <p>Writing goes to the kernel at once; what it does not take is queued, and sent when there is room. The queue has no
 * hard limit, but two marks: whoever feeds it is told above the one and below the other. A connection at rest holds no
 * buffer.
 *
 * <p>It ends in one of three ways. {@link #finish}: what is queued is sent, this side ends, the peer's end is waited for.
 * {@link #close}: at once; what is queued is lost. Or by itself: a reset, a timeout, a handler that throws. In each case
 * {@link ConnectionHandler#closed} tells why, once.
 *
 * <p>For the loop's thread. {@code recv(2)}, {@code send(2)}, {@code writev(2)}, {@code sendfile(2)}, {@code shutdown(2)}.
 */
public final class Connection extends ConnectionCore {
    private @Nullable Object attachment;

    Connection(
            ConnectionGroup group,
            Socket socket,
            @Nullable TlsEngine tls,
            boolean connected,
            ConnectionHandler handler) {
        super(group, socket, tls, connected, handler);
    }

    /**
     * Takes no more bytes for now; the kernel keeps them, and at last the peer has to wait. To be followed by
     * {@link #resume}.
     */
    public void pause() {
        if (isOpen() && !is(States.PAUSED)) {
            setPaused(true);
        }
    }

    /** Takes bytes again. What the handler has left is handed in again in the loop's next turn. */
    public void resume() {
        if (isOpen() && is(States.PAUSED)) {
            setPaused(false);
        }
    }

    @Override
    protected void listensAgain() {
        waitAnew();
    }

    /** Its own code, or a worker's work, has failed: nobody would ever enable it again. */
    @Override
    protected void disabled(Throwable failure) {
        end(CloseReason.HANDLER_FAILED, failure);
    }

    /**
     * Whether bytes from the peer are taken.
     *
     * @return false while paused or not connected yet, and after the peer's end
     */
    public boolean isReading() {
        return isReadingNow();
    }

    /**
     * Sends bytes, all of them: at once as far as the kernel takes them, the rest when there is room.
     *
     * @param bytes from position to limit; empty afterwards, and the caller's own again
     * @return false if more waits than the high-water mark: stop feeding until {@link ConnectionHandler#drained}. Also
     *     false, and nothing is sent, once the connection has ended
     * @throws IllegalStateException after {@link #endOutput} or {@link #finish}
     */
    public boolean write(ByteBuffer bytes) {
        if (!canWrite()) {
            bytes.position(bytes.limit());
            return false;
        }
        try {
            sender.write(bytes);
        } catch (IOException | LinuxException e) {
            bytes.position(bytes.limit());
            failed(e);
        }
        return afterWriting();
    }

    /**
     * Sends the bytes of several buffers, with one call as far as the kernel takes them, {@code writev(2)}.
     *
     * @param bytes each from position to limit; empty afterwards
     * @return as for one buffer
     * @throws IllegalStateException after {@link #endOutput} or {@link #finish}
     */
    public boolean write(ByteBuffer... bytes) {
        boolean accepted = canWrite();
        try {
            if (accepted) {
                sender.write(bytes);
            }
        } catch (IOException | LinuxException e) {
            failed(e);
        }
        for (ByteBuffer part : bytes) {
            part.position(part.limit());
        }
        return accepted && afterWriting();
    }

    /**
     * Sends a message as one frame.
     *
     * @param message its bytes from position to limit; empty afterwards
     * @param framing how the peer expects it
     * @return as for {@link #write(ByteBuffer)}
     * @throws IllegalArgumentException if it is longer than the framing's limit, or decoding would not give it back
     * @throws IllegalStateException after {@link #endOutput} or {@link #finish}
     */
    public boolean write(ByteBuffer message, Framing framing) {
        ByteBuffer frame = group.chunks.take(framing.encodedLength(message.remaining()));
        try {
            framing.encode(message, frame);
            return write(frame.flip());
        } finally {
            group.chunks.giveBack(frame);
        }
    }

    /**
     * Sends a region of a file without copying it, {@code sendfile(2)}, after what is queued.
     *
     * @param file the file; to be left open until the region is sent
     * @param offset where the region begins
     * @param count its bytes
     * @param closeAfter whether to close the file then, or when the connection ends
     * @return as for {@link #write(ByteBuffer)}
     * @throws IllegalStateException after {@link #endOutput} or {@link #finish}
     */
    public boolean sendFile(FileFd file, long offset, long count, boolean closeAfter) {
        if (offset < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "a region of a file begins at 0 or later and has 1 byte or more, not " + offset + ", " + count);
        }
        if (!canWrite()) {
            if (closeAfter) {
                file.close();
            }
            return false;
        }
        boolean first = sender.isEmpty();
        sender.add(file, offset, count, closeAfter);
        if (first && canSendNow()) {
            flush();
        }
        return afterWriting();
    }

    /**
     * From now on moves what comes to another connection, inside the kernel and through a pipe, {@code splice(2)}; with TLS
     * on either side, by copying. What was received and not taken goes first. The handler goes on being told of the end, and of the target's marks: it pauses and
     * resumes this connection by them, see {@link Relay}.
     *
     * @param target another connection of the same loop
     */
    public void forwardTo(Connection target) {
        if (target.loop() != loop() || target == this) {
            throw new IllegalArgumentException(
                    this + " is forwarded to another connection of the same loop, not to " + target);
        }
        receiver.forwardTo(target);
    }

    /** Sends what is in a pipe, which goes to the pool afterwards. */
    void send(Pipe pipe, long count, Pipes pool) {
        if (!isOpen() || is(States.OUTPUT_ENDING)) { // nobody is there to take it any more
            pipe.close();
            return;
        }
        boolean first = sender.isEmpty();
        sender.add(pipe, count, pool);
        if (first && canSendNow()) {
            flush();
        }
        wrote();
    }

    private boolean canWrite() {
        if (!loop().isLoopThread()) {
            throw new IllegalStateException(this + " is written to on its loop's thread: use loop().execute()");
        }
        if (isOpen() && is(States.OUTPUT_ENDING)) {
            throw new IllegalStateException(this + ": nothing can be sent after endOutput() or finish()");
        }
        return isOpen();
    }

    private boolean afterWriting() {
        wrote();
        return isOpen() && !sender.isSaturated();
    }

    /**
     * Ends this side when everything queued is sent; the peer may still send. Once it has ended too, the connection is
     * closed. Idempotent.
     */
    public void endOutput() {
        if (isOpen() && !is(States.OUTPUT_ENDING)) {
            beginEnding();
        }
    }

    /**
     * Comes to an orderly end: sends what is queued, ends this side, waits for the peer's end ({@link Timeouts#linger}) and
     * throws away what it sends until then. Without the waiting, what the peer sends last would break off what it has not
     * yet received. Idempotent.
     */
    public void finish() {
        if (!isOpen() || is(States.DISCARDING)) {
            return;
        }
        if (!canSendNow()) {
            close(); // it has not begun
            return;
        }
        endOutput();
        if (isOpen()) {
            discardUntilEnd();
        }
    }

    /**
     * Breaks it off, so that the peer notices: it gets {@code ECONNRESET} instead of an end that looks orderly. What is
     * queued is lost. A Unix peer sees the end all the same.
     */
    public void reset() {
        if (isOpen()) {
            breakOff();
            close();
        }
    }

    /**
     * A response is expected: {@link Timeouts#response} runs until the next byte comes.
     */
    public void expectResponse() {
        if (isOpen()) {
            deadlines().asked(presentTime());
            review();
        }
    }

    /**
     * Hands everything that happens from now on to another handler.
     *
     * @param handler the new handler
     */
    public void handler(ConnectionHandler handler) {
        upcalls.handler(handler);
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
        return transport instanceof TlsTransport tls ? tls.engine().session() : Optional.empty();
    }

    /**
     * Its options.
     *
     * @return the options of its listener or connector
     */
    public ConnectionOptions options() {
        return group.options;
    }

    /**
     * The other side's address.
     *
     * @return the address, of an accepted connection also when the peer is gone; an empty path for a Unix client
     * @throws LinuxException ENOTCONN if it is not connected
     */
    public SocketAddress peerAddress() {
        return transport.socket.peerAddress();
    }

    /**
     * This side's address.
     *
     * @return the address
     */
    public SocketAddress localAddress() {
        return transport.socket.localAddress();
    }

    /**
     * Who is at the other end of a Unix connection.
     *
     * @return the process and its user
     * @throws IllegalStateException for a TCP connection
     */
    public PeerCredentials peerCredentials() {
        return transport.socket.peerCredentials();
    }

    /**
     * Bytes received so far.
     *
     * @return the count
     */
    public long bytesReceived() {
        return receiver.bytes();
    }

    /**
     * Bytes that the kernel has taken to be sent.
     *
     * @return the count
     */
    public long bytesSent() {
        return sender.bytes();
    }

    /**
     * Bytes that wait to be sent, those of files included.
     *
     * @return the count
     */
    public long queuedBytes() {
        return sender.queued();
    }

    /** {@code connection "echo" 127.0.0.1:40000}: the name and the peer, as far as it is known. */
    @Override
    public String toString() {
        try {
            return super.toString() + " " + transport.socket.peerAddress();
        } catch (LinuxException | IllegalStateException e) {
            return super.toString();
        }
    }
}
