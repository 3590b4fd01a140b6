package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.loop.Timeout;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends an endpoint's datagrams: when there is room, and past those that cannot be sent. */
final class DatagramWriter {
    private static final System.Logger LOG = System.getLogger(DatagramWriter.class.getName());
    private static final int MOST_REFUSALS = 16;
    /** A Unix receiver that is full is tried again after 1, 2, 4, … ms, and after so many tries it is given up. */
    private static final int MOST_TRIES = 6;

    private static final long FIRST_DELAY_NANOS = 1_000_000;

    private final DatagramEndpoint endpoint;
    private final Socket socket;
    private final DatagramStatistics statistics;
    private final DatagramQueue queue;
    private final Overflow overflow;
    private final boolean unix;
    private final Timeout retry;
    private boolean waitsForRoom;
    private boolean flushing;
    /** Without anything sent in between. */
    private int refusals;

    private int tries;

    DatagramWriter(DatagramEndpoint endpoint, DatagramLimits limits, boolean segmenting) {
        this.endpoint = endpoint;
        this.socket = endpoint.socket();
        this.statistics = endpoint.datagrams();
        this.overflow = limits.overflow();
        this.unix = socket.family() == StandardProtocolFamily.UNIX;
        this.queue = new DatagramQueue(limits, segmenting, statistics);
        this.retry = endpoint.loop().timeout(this::flush);
    }

    boolean isSegmenting() {
        return queue.isSegmenting();
    }

    boolean isFull() {
        return queue.isFull();
    }

    int queued() {
        return queue.datagrams();
    }

    /** Whether it waits for {@link dev.carillon.linux.Epoll#OUT}. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    /** Whether it is of no use to send now. */
    boolean isBlocked() {
        return waitsForRoom || retry.isPending();
    }

    /**
     * Takes a datagram, to an address, or to where another one came from, or else to whom the socket is connected to. False
     * if it was dropped.
     */
    boolean add(@Nullable SocketAddress to, @Nullable DatagramBatch asked, int index, ByteBuffer bytes) {
        if (queue.isTooLarge(bytes)) {
            statistics.drop(DropReason.TOO_LARGE, 1);
            return false;
        }
        if (tryAdd(to, asked, index, bytes)) {
            return true;
        }
        flush();
        if (tryAdd(to, asked, index, bytes)) {
            return true;
        }
        if (overflow == Overflow.DROP_OLDEST) {
            queue.drop(DropReason.OLDEST);
            return tryAdd(to, asked, index, bytes);
        }
        statistics.drop(DropReason.NEWEST, 1);
        return false;
    }

    private boolean tryAdd(@Nullable SocketAddress to, @Nullable DatagramBatch asked, int index, ByteBuffer bytes) {
        DatagramBatch batch = queue.batch();
        if (to != null) {
            batch.address(queue.spare(), to);
        } else if (asked != null) {
            batch.address(queue.spare(), asked, index);
        } else {
            batch.noAddress(queue.spare());
        }
        return queue.add(bytes);
    }

    /** There may be room now. */
    void roomCame() {
        waitsForRoom = false;
        flush();
    }

    /** Sends what waits, as far as there is room. */
    void flush() {
        if (flushing || isBlocked() || queue.isEmpty()) {
            return;
        }
        flushing = true; // a handler that is told of a failure may send
        try {
            boolean goesOn = true;
            while (goesOn && endpoint.isOpen() && !queue.isEmpty()) {
                goesOn = sendSome();
            }
        } finally {
            flushing = false;
        }
        endpoint.updateInterest();
        if (queue.isHalfEmpty()) {
            endpoint.halfIsSent();
        }
    }

    private boolean sendSome() {
        int sent;
        try {
            sent = queue.send(socket);
        } catch (LinuxException e) {
            overcome(e);
            return true;
        }
        if (sent == 0) {
            return waitForRoom();
        }
        refusals = 0;
        tries = 0;
        return true;
    }

    /** False if it has to wait; true if the first was given up instead. */
    private boolean waitForRoom() {
        if (!unix || endpoint.isConnected()) {
            waitsForRoom = true;
            return false;
        }
        // It is the receiver that has no room, and no event tells when it has: our own socket is writable all the time.
        if (tries == MOST_TRIES) {
            queue.drop(DropReason.RECEIVER_FULL);
            return true;
        }
        retry.schedule(FIRST_DELAY_NANOS << tries++);
        return false;
    }

    private void overcome(LinuxException error) {
        if (isOfAnEarlierOne(error.errno())) {
            endpoint.earlierOneFailed(error);
            return;
        }
        if (mayBeAboutSegments(error.errno()) && queue.stopSegmenting()) {
            LOG.log(Level.INFO, "{0} sends datagrams one by one from now on: {1}", endpoint, error.getMessage());
            return;
        }
        queue.drop(DropReason.of(error.errno()));
        endpoint.failed(error);
    }

    /** What the network answers is told with the next call, which does nothing then, so that it has to be made again. */
    private boolean isOfAnEarlierOne(Errno errno) {
        if (unix) {
            return false;
        }
        return switch (errno) {
            case ECONNREFUSED -> ++refusals <= MOST_REFUSALS;
            case EHOSTUNREACH, ENETUNREACH -> endpoint.isConnected() && ++refusals == 1; // else it is this one's own
            default -> false;
        };
    }

    /** EINVAL if they do not fit into packets, EIO if the device sums nothing up, … */
    private static boolean mayBeAboutSegments(Errno errno) {
        return errno == Errno.EINVAL || errno == Errno.EIO || errno == Errno.EMSGSIZE;
    }

    void close() {
        retry.cancel();
        queue.dropAll(DropReason.CLOSED);
    }
}
