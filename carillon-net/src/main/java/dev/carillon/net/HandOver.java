package dev.carillon.net;

import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PeerCredentials;
import dev.carillon.linux.ReceivedDescriptors;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.SourceStatistics;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Hands open sockets to another process, and takes them: listeners with all that waits in their backlogs, connections, and
 * datagram endpoints, over a Unix socket, {@code SCM_RIGHTS} of {@code unix(7)}. With them a new process takes over from an
 * old one without a connection refused. A source of its loop.
 *
 * <p>Both sides may send; what is sent has a name, and arrives in order. A socket handed over is open in both processes until
 * each has closed it: who has sent a listener goes on accepting beside the receiver until it closes its own.
 *
 * <p>The other process has to run as the same user, or as root.
 *
 * <p>For the loop's thread.
 */
public final class HandOver extends CustomSource {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Socket way;
    private final HandOverHandler handler;
    private final ByteBuffer input = ByteBuffer.allocateDirect(HandOverFormat.MAX_BYTES);
    /** Descriptors whose messages are not complete yet. */
    private final Deque<ReceivedDescriptors> arrived = new ArrayDeque<>();

    private final Deque<Outgoing> outgoing = new ArrayDeque<>();
    private boolean finishing;
    private boolean inputEnded;
    private @Nullable Throwable error;

    /** A message on its way, and the socket that goes with its first byte. */
    private record Outgoing(ByteBuffer bytes, @Nullable Socket socket) {
        private void close() {
            if (socket != null) {
                socket.close();
            }
        }
    }

    private HandOver(EventLoop loop, String name, Socket way, HandOverHandler handler) {
        super(loop, name, "hand-over", way, Epoll.IN, new SourceStatistics());
        this.way = way;
        this.handler = handler;
    }

    /**
     * Waits for processes that want to take over, or to hand over.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the name of this and of each hand-over
     * @param address a Unix path; its file is replaced if nobody serves it any more, and removed at the end
     * @param handler of each
     * @return the source; closing it leaves hand-overs alone that have begun
     * @throws LinuxException EADDRINUSE, EACCES, …
     */
    public static HandOverListener listen(
            EventLoop loop, String name, UnixDomainSocketAddress address, HandOverHandler handler) {
        return HandOverListener.open(loop, name, address, handler);
    }

    /**
     * Turns to a process that listens for that.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the hand-over's name
     * @param address its Unix path
     * @param handler gets what comes
     * @return the hand-over
     * @throws SecurityException if that process belongs to another user
     * @throws LinuxException ENOENT or ECONNREFUSED if nobody listens there, EACCES, …
     */
    public static HandOver connect(
            EventLoop loop, String name, UnixDomainSocketAddress address, HandOverHandler handler) {
        Socket socket = Socket.openFor(address, SocketType.STREAM);
        try {
            socket.connect(address);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        return over(loop, name, socket, handler);
    }

    /**
     * Over a Unix stream that is connected already, such as one of a {@link dev.carillon.linux.SocketPair}.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the hand-over's name
     * @param way the stream, non-blocking; owned from now on
     * @param handler gets what comes
     * @return the hand-over
     * @throws SecurityException if the process at its other end belongs to another user
     */
    public static HandOver over(EventLoop loop, String name, Socket way, HandOverHandler handler) {
        try {
            if (way.type() != SocketType.STREAM) {
                throw new IllegalArgumentException("sockets are handed over through streams, not through " + way);
            }
            checkUser(way.peerCredentials());
        } catch (RuntimeException e) {
            way.close();
            throw e;
        }
        HandOver handOver = new HandOver(loop, name, way, handler);
        try {
            handler.opened(handOver);
        } catch (Throwable e) { // whatever it is, it is this hand-over's affair
            handOver.report(e);
            handOver.end(e);
        }
        return handOver;
    }

    private static void checkUser(PeerCredentials peer) {
        int own;
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            own = pair.one().peerCredentials().uid(); // the kernel's word, also where /proc is hidden
        }
        if (peer.uid() != own && peer.uid() != 0) {
            throw new SecurityException("process " + peer.pid() + " belongs to user " + peer.uid() + ", neither to "
                    + own + " nor to root");
        }
    }

    /**
     * Sends a socket. It stays the caller's, who may close it at once.
     *
     * @param name what it is called, 1 to 255 bytes in UTF-8, without control characters and colons
     * @param socket a listener's or an endpoint's, for example
     * @throws IllegalStateException after {@link #finish} and after the end
     */
    public void send(String name, Socket socket) {
        send(name, NOTHING, socket);
    }

    /**
     * Sends a socket and some words about it.
     *
     * @param name what it is called, 1 to 255 bytes in UTF-8, without control characters and colons
     * @param note at most 65,535 bytes, from position to limit; stays as it is
     * @param socket stays the caller's, who may close it at once
     * @throws IllegalStateException after {@link #finish} and after the end
     */
    public void send(String name, ByteBuffer note, Socket socket) {
        put(HandOverFormat.encode(name, note, true), socket);
    }

    /**
     * Sends words alone: that all is taken, for example.
     *
     * @param name what is meant, 1 to 255 bytes in UTF-8, without control characters and colons
     * @param note at most 65,535 bytes, from position to limit; stays as it is
     * @throws IllegalStateException after {@link #finish} and after the end
     */
    public void send(String name, ByteBuffer note) {
        put(HandOverFormat.encode(name, note, false), null);
    }

    /**
     * Sends a connection, which ends here with {@link CloseReason#CLOSED} and lives on there.
     *
     * @param name what it is called, 1 to 255 bytes in UTF-8, without control characters and colons
     * @param connection with nothing queued
     * @param rest of what {@link ConnectionHandler#received} was given, what was not handled: it arrives as the note, at most
     *     65,535 bytes, behind what the handler has left in earlier calls; empty outside of it
     * @throws IllegalStateException if it has ended, speaks TLS, whose keys stay here, or something is queued that would be
     *     lost; after {@link #finish} and after the end
     */
    public void send(String name, Connection connection, ByteBuffer rest) {
        String reason = reasonToStay(connection.conversation);
        if (reason != null) {
            throw new IllegalStateException(connection + " cannot be handed over: " + reason);
        }
        send(name, withRest(connection.conversation, rest), connection.conversation.socket);
        connection.close();
    }

    /** Why no other process can go on with it; null if one can. */
    static @Nullable String reasonToStay(Conversation c) {
        if (!ConnectionState.isOpen(c.state)) {
            return ConnectionState.isLiving(c.state) ? "it is not connected yet" : "it has ended";
        }
        if (!c.transport.isPlain()) {
            return "it speaks TLS, and the other process does not have the keys";
        }
        Sending.land(c);
        return c.queuedBytes() == 0 ? null : c.queuedBytes() + " bytes wait to be sent";
    }

    /** What the handler has left, and behind it what it has just been given. */
    private static ByteBuffer withRest(Conversation c, ByteBuffer given) {
        Leftover left = c.rest;
        return left == null ? given : left.followedBy(given);
    }

    private void put(ByteBuffer bytes, @Nullable Socket socket) {
        if (!isOpen() || finishing) {
            throw new IllegalStateException(this + " has ended");
        }
        // A twin, as the caller may close it before there is room.
        outgoing.add(new Outgoing(bytes, socket == null ? null : socket.duplicate()));
        flush();
    }

    /** Ends it when all is sent and the other side has ended too. */
    public void finish() {
        if (isOpen() && !finishing) {
            finishing = true;
            flush();
        }
    }

    /**
     * How many messages wait to be sent.
     *
     * @return the count
     */
    public int queued() {
        return outgoing.size();
    }

    private void flush() {
        try {
            while (!outgoing.isEmpty()) {
                if (!send(outgoing.element())) {
                    watchFor(inputEnded ? Epoll.OUT : Epoll.IN | Epoll.OUT);
                    return;
                }
                outgoing.remove().close();
            }
            watchFor(inputEnded ? 0 : Epoll.IN);
            if (finishing) {
                way.shutdown(Shutdown.WRITE);
                endIfBothHave();
            }
        } catch (LinuxException e) {
            end(e);
        }
    }

    /** False if there was not room for all. */
    private boolean send(Outgoing message) {
        ByteBuffer bytes = message.bytes;
        Socket socket = message.socket;
        if (bytes.position() == 0 && socket != null && DescriptorPassing.send(way, bytes, socket) == 0) {
            return false;
        }
        while (bytes.hasRemaining()) {
            if (way.send(bytes, 0) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    protected Outcome ready(int events, int budget) {
        if ((events & Epoll.OUT) != 0) {
            flush();
        }
        try {
            for (int left = budget; isOpen() && !inputEnded; left--) {
                if (left == 0) {
                    return later(Epoll.IN);
                }
                if (!receive()) {
                    break;
                }
            }
        } catch (LinuxException | IllegalArgumentException | IllegalStateException e) {
            end(e);
        }
        return Outcome.DONE;
    }

    /** False if there is nothing now, or will be nothing. */
    private boolean receive() {
        ReceivedDescriptors received = DescriptorPassing.receive(way, input, 1);
        if (received.count() > 0) {
            arrived.add(received);
        }
        if (received.isTruncated()) {
            throw new IllegalStateException(
                    "a socket was sent that there is no descriptor for, or more than one at once:"
                            + " raise the limit of open files (ulimit -n)");
        }
        if (received.bytes() == StreamFd.END) {
            inputEnded(input.position() > 0 || !arrived.isEmpty());
            return false;
        }
        input.flip();
        HandOverFormat.Message message;
        while (isOpen() && (message = HandOverFormat.next(input)) != null) {
            deliver(message);
        }
        input.compact();
        if (isOpen() && arrived.size() > (input.position() > 0 ? 1 : 0)) {
            throw new IllegalStateException("a descriptor came with no message");
        }
        return received.bytes() > 0;
    }

    private void inputEnded(boolean inTheMiddle) {
        inputEnded = true;
        if (inTheMiddle) {
            throw new IllegalStateException("the other process has ended in the middle of a message");
        }
        finish();
        if (isOpen()) {
            watchFor(Epoll.OUT); // only what is queued keeps it
        }
        endIfBothHave();
    }

    private void endIfBothHave() {
        if (inputEnded && finishing && outgoing.isEmpty() && isOpen()) {
            end(null);
        }
    }

    private void deliver(HandOverFormat.Message message) {
        Socket socket = message.hasDescriptor() ? adopt(message.name()) : null;
        Handed item = new Handed(message.name(), message.note(), socket);
        handled(1, message.note().remaining());
        try {
            handler.received(this, item);
        } catch (Throwable e) { // whatever it is, it is this hand-over's affair
            report(e);
            end(e);
        } finally {
            item.closeUnlessTaken();
        }
    }

    private Socket adopt(String name) {
        ReceivedDescriptors received = arrived.poll();
        if (received == null) {
            throw new IllegalStateException("no descriptor came with \"" + name + "\"");
        }
        int number = received.take(0);
        try {
            return Socket.adopt(number);
        } catch (RuntimeException e) {
            StreamFd.adopt(number, "descriptor").close(); // it stayed open
            throw e;
        }
    }

    private void end(@Nullable Throwable cause) {
        if (isOpen()) {
            error = cause;
            close();
        }
    }

    @Override
    protected void closed() {
        arrived.forEach(ReceivedDescriptors::close);
        outgoing.forEach(Outgoing::close);
        outgoing.clear();
        try {
            handler.ended(this, error);
        } catch (Throwable e) { // nothing is left that it could end
            report(e);
        }
    }
}
