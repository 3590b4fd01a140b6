package dev.carillon.net;

import dev.carillon.linux.Errno;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * What a connection has to send, in order: bytes, regions of files, what is in the pipe of a {@link Forward}. A connection
 * has one only while something waits; empty ones are kept by its group. For one loop.
 */
final class Outbox {
    private final Buffers buffers;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long bytes;
    /** Bytes of the first item that are in flight: it stays as it is, but for what is put behind them. */
    private int inFlight;
    /** Items that are regions of files. */
    private int files;
    /** Of {@link TurnShare}: the last in which it had a share. */
    private int round;

    /** What the last {@link #sendTo} has sent, also when it has failed then. */
    private long sent;

    /** Something that waits to be sent. */
    sealed interface Item permits Buffers.Lease, Region, Piped {}

    /** A region of a file. */
    static final class Region implements Item {
        private final FileFd file;
        private final boolean owned;
        private long offset;
        private long left;

        private Region(FileFd file, long offset, long left, boolean owned) {
            this.file = file;
            this.offset = offset;
            this.left = left;
            this.owned = owned;
        }
    }

    /** Bytes in a pipe. */
    static final class Piped implements Item {
        private final Forward forward;
        private long left;

        private Piped(Forward forward, long left) {
            this.forward = forward;
            this.left = left;
        }
    }

    Outbox(Buffers buffers) {
        this.buffers = buffers;
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    int round() {
        return round;
    }

    void round(int present) {
        round = present;
    }

    boolean hasFiles() {
        return files > 0;
    }

    /** Bytes that the last {@link #sendTo} has sent: what it answered, or how far it came before it failed. */
    long sent() {
        return sent;
    }

    /** Bytes that wait, those of files and pipes included. */
    long bytes() {
        return bytes;
    }

    /** Copies bytes to the end; they are the caller's own again afterwards. */
    void add(ByteBuffer from) throws NoBuffersException {
        while (from.hasRemaining()) {
            ByteBuffer to = roomFor(from.remaining());
            int length = Math.min(to.remaining(), from.remaining());
            to.put(to.position(), from, from.position(), length);
            to.position(to.position() + length);
            from.position(from.position() + length);
            bytes += length;
        }
    }

    private ByteBuffer roomFor(int wanted) throws NoBuffersException {
        if (items.peekLast() instanceof Buffers.Lease last && last.writer.hasRemaining()) {
            return last.writer;
        }
        // What follows a first write is likely to be as long.
        int size = items.isEmpty() ? wanted : Math.max(wanted, 16 * 1024);
        Buffers.Lease lease = buffers.take(Math.min(size, Buffers.LARGE));
        items.add(lease);
        return lease.writer;
    }

    void add(FileFd file, long offset, long count, boolean owned) {
        items.add(new Region(file, offset, count, owned));
        files++;
        bytes += count;
    }

    /** Whether more of a forwarded stream can be put behind what of it waits already. */
    boolean isLast(Forward forward) {
        return items.peekLast() instanceof Piped last && last.forward == forward;
    }

    /** More is in the pipe of a forwarded stream, of which nothing waits or what waits {@link #isLast}. */
    void add(Forward forward, long count) {
        if (items.peekLast() instanceof Piped last && last.forward == forward) {
            last.left += count;
        } else {
            items.add(new Piped(forward, count));
        }
        bytes += count;
    }

    /**
     * Sends as much as there is room for. Nothing of it may be in flight.
     *
     * @param c whose it is
     * @param transport what to send by: the connection's, or what that sends by itself
     * @param most about how many bytes, before others have their turn
     * @param more whether more is known to follow at once
     * @return how many bytes; what is in flight then is none of them
     * @throws TruncatedFileException if a file has become shorter than what was to be sent of it
     * @throws UnreadableFileException if one cannot be read
     */
    long sendTo(Conversation c, Transport transport, long most, boolean more) throws IOException {
        sent = 0;
        Item first;
        while (sent < most && (first = items.peek()) != null && transport.isFlushed()) {
            long count = send(first, c, transport, most - sent, more || items.size() > 1);
            if (count == Wire.IN_FLIGHT) {
                inFlight = ((Buffers.Lease) first).written().remaining();
                break;
            }
            sent += count;
            bytes -= count;
            if (isDone(first)) {
                release(items.remove());
                c.connection.filesSent |= first instanceof Region;
            } else if (count == 0 || first instanceof Buffers.Lease) {
                break; // no room for now; of bytes a short write tells that without a further call
            }
        }
        return sent;
    }

    /** Bytes that are in flight. */
    int inFlight() {
        return inFlight;
    }

    /**
     * What was in flight has landed.
     *
     * @param count how many of its bytes were taken
     * @return whether all of them
     */
    boolean landed(int count) {
        boolean all = count == inFlight;
        inFlight = 0;
        ByteBuffer flown = ((Buffers.Lease) items.element()).written();
        flown.position(flown.position() + count);
        bytes -= count;
        if (!flown.hasRemaining()) {
            release(items.remove());
        }
        return all;
    }

    /**
     * Hands the bytes at the front to the connection's transport, which takes them all, though they may have to wait there: while
     * that can take any still.
     */
    long pushTo(Conversation c) throws IOException {
        long pushed = 0;
        while (items.peek() instanceof Buffers.Lease lease) {
            long count = c.transport.send(c, lease.written(), true);
            bytes -= count;
            pushed += count;
            release(items.remove());
        }
        return pushed;
    }

    private long send(Item item, Conversation c, Transport transport, long most, boolean more) throws IOException {
        return switch (item) {
            case Buffers.Lease lease ->
                more ? transport.send(c, lease.written(), true) : transport.offer(c, lease.written());
            case Region region -> send(region, c, transport, most);
            case Piped piped -> send(piped, c, transport);
        };
    }

    private static boolean isDone(Item item) {
        return switch (item) {
            case Buffers.Lease lease -> !lease.written().hasRemaining();
            case Region region -> region.left == 0;
            case Piped piped -> piped.left == 0;
        };
    }

    private static long send(Piped piped, Conversation c, Transport transport) {
        long sent = Math.max(0, transport.sendFrom(c, piped.forward.pipe(), piped.left));
        piped.left -= sent;
        return sent;
    }

    private static long send(Region region, Conversation c, Transport transport, long most) throws IOException {
        if (region.left == 0) {
            return 0;
        }
        long count = sendPart(region, c, transport, Math.min(region.left, most));
        if (count == StreamFd.END) {
            throw new TruncatedFileException(region.file, region.left);
        }
        region.offset += count;
        region.left -= count;
        return count;
    }

    private static long sendPart(Region region, Conversation c, Transport transport, long most) throws IOException {
        try {
            return transport.sendFile(c, region.file, region.offset, most);
        } catch (LinuxException e) {
            if (isOfSocket(e.errno())) {
                throw e;
            }
            throw new UnreadableFileException(region.file, e);
        }
    }

    /** One call reads the file and sends: only the error tells which of the two has failed. */
    private static boolean isOfSocket(Errno errno) {
        return switch (errno) {
            case EPIPE, ENOMEM -> true;
            default -> errno.number() >= Errno.ENOTSOCK.number() && errno.number() <= Errno.EINPROGRESS.number();
        };
    }

    private void release(Item item) {
        switch (item) {
            case Buffers.Lease lease -> buffers.giveBack(lease);
            case Region region -> {
                files--;
                if (region.owned) {
                    region.file.close();
                }
            }
            case Piped piped -> piped.forward.isSent(piped.left == 0);
        }
    }

    /** Gives up everything. Nothing of it may be in flight: the kernel would send what its memory is used for next. */
    void discard() {
        assert inFlight == 0 : inFlight + " bytes are in flight";
        items.forEach(this::release);
        items.clear();
        bytes = 0;
    }
}
