package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketMemory;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.loop.Trigger;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives datagrams, UDP or Unix, in batches: {@code recvmmsg(2)}, {@code sendmmsg(2)}. A source of its loop.
 *
 * <p>What its handler answers is collected and sent with one call when the batch is handled; what others send in a turn of
 * the loop, at the beginning of the next. So many may wait as {@link DatagramLimits#queue} says; what becomes of more is
 * the {@link Overflow}'s to say, and counted. To close loses what waits: {@link #flush} first.
 *
 * <p>An endpoint that takes datagrams to all addresses of the machine answers each from the one that was asked,
 * {@code IP_PKTINFO}.
 *
 * <p>Once warm it allocates nothing for a datagram, also for its sender's address, of which some hundred are remembered.
 *
 * <p>For the loop's thread.
 */
public final class DatagramEndpoint extends CustomSource {
    private Bound bound;
    private final Socket socket;
    private final boolean connected;
    private final DatagramOptions options;
    private final DatagramHandler handler;
    private final DatagramStatistics datagrams = new DatagramStatistics();
    private final DatagramReader reader;
    private final DatagramWriter writer;
    private long lastKernelDrops;
    private boolean paused;
    /** Receiving waits for room to answer. */
    private boolean held;

    /** It is its turn, at whose end what waits is sent. */
    private boolean working;
    /** A datagram was refused for want of room, and the handler was not told yet that there is some again. */
    private boolean refusedSome;

    private DatagramEndpoint(
            EventLoop loop,
            String name,
            Bound bound,
            boolean connected,
            DatagramOptions options,
            DatagramOffload offload,
            DatagramHandler handler) {
        super(loop, name, "datagrams", bound.socket(), Epoll.IN, new SourceStatistics());
        this.bound = bound;
        this.socket = bound.socket();
        this.connected = connected;
        this.options = options;
        this.handler = handler;
        this.reader = new DatagramReader(this, options.limits(), offload.coalescing());
        this.writer = new DatagramWriter(this, options.limits(), offload.segmenting());
    }

    /**
     * Takes datagrams at an address.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the endpoint's name
     * @param address an IP address and port (0 takes a free one), or a Unix path (an empty one takes a free abstract name);
     *     the file of a Unix endpoint that nobody has any more is replaced, and removed when the endpoint closes
     * @param options how
     * @param handler gets them
     * @return the endpoint
     * @throws LinuxException EADDRINUSE, EACCES, EADDRNOTAVAIL, …
     */
    public static DatagramEndpoint open(
            EventLoop loop, String name, SocketAddress address, DatagramOptions options, DatagramHandler handler) {
        return make(loop, name, Bound.toDatagrams(address, options), false, options, handler);
    }

    /**
     * Exchanges datagrams with one peer, {@code connect(2)}: others' are not received, and that nobody receives there is
     * reported, {@link DatagramHandler#failed}.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the endpoint's name
     * @param peer an IP address and port, or a Unix path; to be answered from there, the endpoint takes a free address
     * @param options how
     * @param handler gets the peer's
     * @return the endpoint
     * @throws LinuxException ENETUNREACH; ECONNREFUSED or ENOENT for a Unix path that nobody has, …
     */
    public static DatagramEndpoint connect(
            EventLoop loop, String name, SocketAddress peer, DatagramOptions options, DatagramHandler handler) {
        return make(loop, name, Bound.connectedTo(peer, options), true, options, handler);
    }

    /**
     * Takes over a socket that was handed to this process, by systemd or by its predecessor.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the endpoint's name
     * @param socket a datagram socket, bound or connected; owned from now on, and closed if it is refused. A Unix socket's
     *     file stays when it is closed
     * @param options how; what is set before binding is left out
     * @param handler gets its datagrams
     * @return the endpoint
     * @throws IllegalArgumentException if it is a stream
     */
    public static DatagramEndpoint adopt(
            EventLoop loop, String name, Socket socket, DatagramOptions options, DatagramHandler handler) {
        Bound bound = Bound.adopted(socket, SocketRole.DATAGRAMS);
        return make(loop, name, bound, bound.isConnected(), options, handler);
    }

    private static DatagramEndpoint make(
            EventLoop loop,
            String name,
            Bound bound,
            boolean connected,
            DatagramOptions options,
            DatagramHandler handler) {
        try {
            DatagramOffload offload = DatagramOffload.of(bound.socket(), options, name);
            if (!connected) {
                bound.tellAddressAsked();
            }
            return new DatagramEndpoint(loop, name, bound, connected, options, offload, handler);
        } catch (RuntimeException e) {
            bound.close();
            throw e;
        }
    }

    @Override
    protected Outcome ready(int events, int budget) {
        long before = progress();
        boolean more;
        working = true;
        try {
            if ((events & Epoll.OUT) != 0) {
                writer.roomCame();
            }
            more = (events & ~Epoll.OUT) != 0 && receive(budget);
            writer.flush();
        } finally {
            working = false;
        }
        if (!isOpen()) {
            return Outcome.DONE;
        }
        updateInterest();
        if (trigger() == Trigger.ONE_SHOT && !isWithWorker()) {
            rearm(); // else the worker pool does, when the work is done
        }
        if (more) {
            return later(Epoll.IN);
        }
        return progress() == before ? Outcome.NOTHING : Outcome.DONE;
    }

    private long progress() {
        return datagrams.received + datagrams.sent + datagrams.refused + datagrams.allDropped;
    }

    /** Receives, handles and answers. True if there is more, or may be, of which the kernel will not tell. */
    private boolean receive(int budget) {
        int left = budget;
        boolean drained = false;
        boolean inTime = true;
        while (left > 0 && !drained && mayDeliver() && (inTime = hasTime())) {
            if (reader.isEmpty() && !reader.receive(socket, left)) {
                return false;
            }
            left -= reader.deliver(left);
            writer.flush();
            drained = reader.isDrained() && trigger() != Trigger.EDGE;
        }
        return isMoreLeft(left <= 0 || !inTime);
    }

    private boolean isMoreLeft(boolean stopped) {
        boolean onEdge = trigger() == Trigger.EDGE && stopped;
        return isOpen() && !paused && !held && (onEdge || !reader.isEmpty());
    }

    /** Whether the handler may get one now. Under {@link Overflow#PAUSE} there has to be room for its answer. */
    boolean mayDeliver() {
        if (!isOpen() || !isEnabled() || paused || held) {
            return false;
        }
        if (options.limits().overflow() == Overflow.PAUSE && writer.isFull()) {
            writer.flush();
            if (writer.isFull()) {
                held = true;
                datagrams.pauses++;
                return false;
            }
        }
        return isOpen();
    }

    /** The handler gets one. */
    void deliver(Datagram datagram, int bytes) {
        handled(1, bytes);
        try {
            handler.received(this, datagram);
        } catch (Throwable e) { // whatever it is, it is this datagram's affair
            report(e);
        }
    }

    /** The kernel tells of a datagram sent before that nobody received it. */
    void earlierOneFailed(LinuxException error) {
        datagrams.refused++;
        failed(error);
    }

    void failed(LinuxException error) {
        try {
            handler.failed(this, error);
        } catch (Throwable e) { // whatever it is, it is no other datagram's affair
            report(e);
        }
    }

    /** Half of those that may wait, or more, are gone. */
    void halfIsSent() {
        if (held) {
            held = false;
            resumeReading();
        }
        if (refusedSome && isOpen()) {
            refusedSome = false;
            try {
                handler.drained(this);
            } catch (Throwable e) { // whatever it is, what was sent is sent
                report(e);
            }
        }
    }

    void updateInterest() {
        if (isOpen()) {
            watchFor((paused || held ? 0 : Epoll.IN) | (writer.waitsForRoom() ? Epoll.OUT : 0));
        }
    }

    private void resumeReading() {
        updateInterest();
        // Off and on again before the loop's next wait is no change: the kernel has told of its datagrams once already.
        if (isOpen() && (!reader.isEmpty() || trigger() == Trigger.EDGE)) {
            callReady(Epoll.IN);
        }
    }

    /** Gives the handler no more for now; the kernel keeps as many as its buffer takes. To be followed by {@link #resume}. */
    public void pause() {
        paused = true;
        updateInterest();
    }

    /** Takes datagrams again. */
    public void resume() {
        if (paused) {
            paused = false;
            resumeReading();
        }
    }

    /**
     * Sends a datagram.
     *
     * @param to of the endpoint's family; an IPv6 endpoint takes IPv4 addresses too
     * @param bytes from position to limit; empty afterwards, and the caller's own again
     * @return false if it was dropped at once: too large, too many wait, or the endpoint is closed
     * @throws IllegalArgumentException if the address was not resolved or is of no family we know
     */
    public boolean send(SocketAddress to, ByteBuffer bytes) {
        return send(to, null, 0, bytes);
    }

    /**
     * Sends a datagram to whom the endpoint is connected to.
     *
     * @param bytes from position to limit; empty afterwards, and the caller's own again
     * @return false if it was dropped at once: too large, too many wait, or the endpoint is closed
     * @throws IllegalStateException if it is connected to nobody
     */
    public boolean send(ByteBuffer bytes) {
        if (!connected) {
            throw new IllegalStateException(this + " is connected to nobody: send needs an address");
        }
        return send(null, null, 0, bytes);
    }

    /** Answers a datagram of a batch. */
    boolean reply(DatagramBatch batch, int index, ByteBuffer answer) {
        return send(null, connected ? null : batch, index, answer);
    }

    private boolean send(@Nullable SocketAddress to, @Nullable DatagramBatch asked, int index, ByteBuffer bytes) {
        boolean accepted = false;
        if (isOpen()) {
            accepted = writer.add(to, asked, index, bytes);
            refusedSome |= !accepted;
        }
        bytes.position(bytes.limit());
        if (accepted && !working && !writer.isBlocked()) {
            callReady(Epoll.OUT); // with what else this turn brings
        }
        return accepted;
    }

    /** Sends what waits, as far as there is room, without waiting for the end of the batch or the turn. */
    public void flush() {
        if (isOpen()) {
            writer.flush();
            updateInterest();
        }
    }

    /**
     * The address it has: tells the port that was taken for port 0.
     *
     * @return the address
     */
    public SocketAddress address() {
        return bound.address();
    }

    /**
     * Its socket, for handing it over to another process. It stays the endpoint's.
     *
     * @return the socket
     */
    public Socket socket() {
        return socket;
    }

    /** Leaves the file of a Unix endpoint when it closes: another process has it, to which the socket was handed. */
    public void keepFile() {
        bound = bound.withoutFile();
    }

    /**
     * How many datagrams wait to be sent.
     *
     * @return the count
     */
    public int queued() {
        return writer.queued();
    }

    /**
     * Whether several received datagrams of one size may come through the kernel as one, {@code UDP_GRO}.
     *
     * @return false if that was not asked for, or the kernel does not have it
     */
    public boolean isCoalescing() {
        return reader.isCoalescing();
    }

    /**
     * Whether datagrams of one size to one peer go through the kernel as one, {@code UDP_SEGMENT}.
     *
     * @return false if that was not asked for, or the kernel does not have it, or has refused it for this network
     */
    public boolean isSegmenting() {
        return writer.isSegmenting();
    }

    /**
     * How many datagrams the kernel has dropped before they were received, above all because its receive buffer was full:
     * {@link SocketOptions#withBuffers} gives it more. Costs a system call; not for Unix sockets, where the sender waits.
     *
     * @return the count since the socket was made; that of the last moment when it is closed
     */
    public long kernelDrops() {
        if (isOpen()) {
            lastKernelDrops = SocketMemory.drops(socket);
        }
        return lastKernelDrops;
    }

    /**
     * What it has done.
     *
     * @return the live figures
     */
    public DatagramStatistics datagrams() {
        return datagrams;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    protected void closed() {
        writer.close();
        bound.close();
    }
}
