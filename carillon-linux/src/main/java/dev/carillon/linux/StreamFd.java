package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * A descriptor that bytes are read from or written to: a pipe's end, a FIFO, a terminal, a file, a socket. For one thread
 * at a time.
 *
 * <p>The results are those of Java's channels: a count of bytes, 0 for "not now" on a non-blocking descriptor, -1 for the
 * end of the stream. Direct buffers go to the kernel as they are; others are copied, at most 4 KiB a call.
 */
public class StreamFd extends Fd {
    /** What a read answers at the end of the stream. */
    public static final int END = -1;

    private final String kind;

    /**
     * Takes ownership of a descriptor.
     *
     * @param number the descriptor's number
     * @param kind what it is, for messages
     */
    protected StreamFd(int number, String kind) {
        super(number);
        this.kind = kind;
    }

    /**
     * Takes over a descriptor that was handed to this process.
     *
     * @param number the inherited descriptor
     * @param kind what it is, for messages
     * @return the descriptor, owned by the caller from now on
     */
    public static StreamFd adopt(int number, String kind) {
        return new StreamFd(number, kind);
    }

    /**
     * Reads what is there, {@code read(2)}.
     *
     * @param into where to; its position moves on by what was read. Must have room: reading into nothing could not be told
     *     from the end
     * @return how many bytes; 0 if there is nothing now; {@link #END} at the end of the stream
     * @throws ReadOnlyBufferException if the buffer cannot be written to
     * @throws LinuxException for any other error
     */
    public int read(ByteBuffer into) {
        int length = checkRemaining(into, "read");
        checkWritable(into);
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = into.isDirect()
                    ? kernel.retry(UnistdH.READ, number, NativeMemory.addressOf(into), length)
                    : readCopied(kernel, number, into);
        } finally {
            leave();
        }
        Reference.reachabilityFence(into);
        if (result <= 0) {
            return endOrAgain(result, "read", true);
        }
        into.position(into.position() + (int) result);
        return (int) result;
    }

    private static long readCopied(Kernel kernel, int number, ByteBuffer into) {
        int length = Math.min(into.remaining(), Kernel.SCRATCH_SIZE);
        long result = kernel.retry(UnistdH.READ, number, kernel.scratch(), length);
        if (result > 0) {
            NativeMemory.copy(kernel.scratch(), into, (int) result);
        }
        return result;
    }

    /**
     * Writes as much as there is room for, {@code write(2)}.
     *
     * @param from what to write; its position moves on by what was written. Must not be empty
     * @return how many bytes; 0 if there is no room now
     * @throws LinuxException EPIPE if nobody can read it any more (no SIGPIPE: the JVM catches it), and any other error
     */
    public int write(ByteBuffer from) {
        int length = checkRemaining(from, "write");
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = from.isDirect()
                    ? kernel.retry(UnistdH.WRITE, number, NativeMemory.addressOf(from), length)
                    : writeCopied(kernel, number, from);
        } finally {
            leave();
        }
        Reference.reachabilityFence(from);
        if (result <= 0) {
            return endOrAgain(result, "write", false);
        }
        from.position(from.position() + (int) result);
        return (int) result;
    }

    private static long writeCopied(Kernel kernel, int number, ByteBuffer from) {
        int length = Math.min(from.remaining(), Kernel.SCRATCH_SIZE);
        NativeMemory.copy(from, kernel.scratch(), length);
        return kernel.retry(UnistdH.WRITE, number, kernel.scratch(), length);
    }

    private int checkRemaining(ByteBuffer buffer, String call) {
        int length = buffer.remaining();
        if (length == 0) {
            throw new IllegalArgumentException(call + "(" + this + ") needs a buffer with bytes remaining");
        }
        return length;
    }

    /** The kernel would write through a direct read-only buffer, and bytes read for a heap one would be lost. */
    private static void checkWritable(ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    private int endOrAgain(long result, String call, boolean reading) {
        if (result == 0) {
            return reading ? END : 0;
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        throw LinuxException.of(result, call + "(" + this + ")");
    }

    /**
     * Reads into several buffers in order, {@code readv(2)}.
     *
     * @param into direct buffers, 1 to 256, with room in at least one; their positions move on
     * @return how many bytes; 0 if there is nothing now; {@link #END} at the end of the stream
     * @throws ReadOnlyBufferException if one of them cannot be written to
     * @throws LinuxException for any other error
     */
    public long read(ByteBuffer[] into) {
        for (ByteBuffer buffer : into) {
            checkWritable(buffer);
        }
        return gather(UnistdH.Vectors.READV, into, true);
    }

    /**
     * Writes several buffers in order with one call, {@code writev(2)}.
     *
     * @param from direct buffers, 1 to 256, at least one not empty; their positions move on by what was written
     * @return how many bytes; 0 if there is no room now
     * @throws LinuxException for any other error
     */
    public long write(ByteBuffer[] from) {
        return gather(UnistdH.Vectors.WRITEV, from, false);
    }

    private long gather(CFunction function, ByteBuffer[] buffers, boolean reading) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            if (putVectors(kernel.scratch(), buffers) == 0) {
                throw new IllegalArgumentException(
                        function.name() + "(" + this + ") needs buffers with bytes remaining");
            }
            result = kernel.retry(function, number, kernel.scratch(), buffers.length);
        } finally {
            leave();
        }
        Reference.reachabilityFence(buffers);
        if (result <= 0) {
            return endOrAgain(result, function.name(), reading);
        }
        advance(buffers, result);
        return result;
    }

    /** Writes the iovecs of direct buffers to {@code address} and returns how many bytes they have together. */
    static long putVectors(long address, ByteBuffer[] buffers) {
        if (buffers.length == 0 || buffers.length > Kernel.SCRATCH_SIZE / UnistdH.IOVEC_SIZE) {
            throw new IllegalArgumentException("1 to " + Kernel.SCRATCH_SIZE / UnistdH.IOVEC_SIZE
                    + " buffers go in one call, not " + buffers.length);
        }
        long total = 0;
        for (int i = 0; i < buffers.length; i++) {
            if (!buffers[i].isDirect()) {
                throw new IllegalArgumentException("gathered calls take direct buffers; buffer " + i + " is not");
            }
            long vector = address + (long) i * UnistdH.IOVEC_SIZE;
            NativeMemory.putLong(vector + UnistdH.IOV_BASE, NativeMemory.addressOf(buffers[i]));
            NativeMemory.putLong(vector + UnistdH.IOV_LEN, buffers[i].remaining());
            total += buffers[i].remaining();
        }
        return total;
    }

    /** Moves the positions on by {@code bytes}, first buffer first. */
    static void advance(ByteBuffer[] buffers, long bytes) {
        long left = bytes;
        for (int i = 0; left > 0; i++) {
            int taken = (int) Math.min(left, buffers[i].remaining());
            buffers[i].position(buffers[i].position() + taken);
            left -= taken;
        }
    }

    /**
     * How many bytes can be read at once, {@code FIONREAD}.
     *
     * @return the bytes waiting
     * @throws LinuxException ENOTTY where the descriptor has no such number
     */
    public int available() {
        long available = tellAvailable();
        return LinuxException.check(available, "ioctl(" + this + ", FIONREAD)");
    }

    /**
     * As {@link #available()}, for descriptors that may have no such number.
     *
     * @param otherwise the answer where the kernel does not tell
     * @return the bytes waiting, or {@code otherwise}
     */
    public int availableOr(int otherwise) {
        long available = tellAvailable();
        return available < 0 ? otherwise : (int) available;
    }

    private long tellAvailable() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.retry(FcntlH.IOCTL, number, FcntlH.FIONREAD, kernel.scratch());
            return result < 0 ? result : NativeMemory.getInt(kernel.scratch());
        } finally {
            leave();
        }
    }

    /**
     * Whether epoll takes it. What it refuses (regular files, directories, {@code /dev/null}) never makes a reader wait.
     *
     * @return false for what is always ready
     */
    public boolean isPollable() {
        return Readiness.isPollable(this);
    }

    @Override
    public final String kind() {
        return kind;
    }
}
