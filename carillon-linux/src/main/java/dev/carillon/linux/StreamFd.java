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
        return transfer(UnistdH.READ, into);
    }

    /**
     * Writes as much as there is room for, {@code write(2)}.
     *
     * @param from what to write; its position moves on by what was written. Must not be empty
     * @return how many bytes; 0 if there is no room now
     * @throws LinuxException EPIPE if nobody can read it any more (no SIGPIPE: the JVM catches it), and any other error
     */
    public int write(ByteBuffer from) {
        return transfer(UnistdH.WRITE, from);
    }

    private int transfer(CFunction function, ByteBuffer buffer) {
        int length = buffer.remaining();
        if (length == 0) {
            throw new IllegalArgumentException(function.name() + "(" + this + ") needs a buffer with bytes remaining");
        }
        Kernel kernel = Kernel.current();
        boolean reading = function == UnistdH.READ;
        checkWritable(buffer, reading);
        long result;
        if (buffer.isDirect()) {
            result = kernel.retry(function, number(), NativeMemory.addressOf(buffer), length);
            Reference.reachabilityFence(buffer);
        } else {
            result = transferCopied(kernel, function, buffer, Math.min(length, Kernel.SCRATCH_SIZE));
        }
        if (result <= 0) {
            return endOrAgain(result, function, reading);
        }
        buffer.position(buffer.position() + (int) result);
        return (int) result;
    }

    /** The kernel would write through a direct read-only buffer, and bytes read for a heap one would be lost. */
    private static void checkWritable(ByteBuffer buffer, boolean reading) {
        if (reading && buffer.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
    }

    private long transferCopied(Kernel kernel, CFunction function, ByteBuffer buffer, int length) {
        byte[] copy = new byte[length];
        if (function == UnistdH.WRITE) {
            buffer.get(buffer.position(), copy);
            NativeMemory.copy(copy, 0, kernel.scratch(), length);
        }
        long result = kernel.retry(function, number(), kernel.scratch(), length);
        if (function == UnistdH.READ && result > 0) {
            NativeMemory.copy(kernel.scratch(), copy, 0, (int) result);
            buffer.put(buffer.position(), copy, 0, (int) result);
        }
        return result;
    }

    private int endOrAgain(long result, CFunction function, boolean reading) {
        if (result == 0) {
            return reading ? END : 0;
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        throw LinuxException.of(result, function.name() + "(" + this + ")");
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
        Kernel kernel = Kernel.current();
        for (ByteBuffer buffer : buffers) {
            checkWritable(buffer, reading);
        }
        long total = putVectors(kernel.scratch(), buffers);
        if (total == 0) {
            throw new IllegalArgumentException(function.name() + "(" + this + ") needs buffers with bytes remaining");
        }
        long result = kernel.retry(function, number(), kernel.scratch(), buffers.length);
        Reference.reachabilityFence(buffers);
        if (result <= 0) {
            return endOrAgain(result, function, reading);
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
        Kernel kernel = Kernel.current();
        ioctl("FIONREAD", FcntlH.FIONREAD, kernel.scratch());
        return NativeMemory.getInt(kernel.scratch());
    }

    /**
     * As {@link #available()}, for descriptors that may have no such number.
     *
     * @param otherwise the answer where the kernel does not tell
     * @return the bytes waiting, or {@code otherwise}
     */
    public int availableOr(int otherwise) {
        Kernel kernel = Kernel.current();
        long result = kernel.call(FcntlH.IOCTL, number(), FcntlH.FIONREAD, kernel.scratch());
        return result < 0 ? otherwise : NativeMemory.getInt(kernel.scratch());
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
