package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;

/**
 * An inherited descriptor to read from without ever blocking, and without setting it non-blocking: that would change it
 * for every process that shares it.
 *
 * <p>What it is decides how:
 * <ul>
 *   <li>a terminal, pipe or FIFO is opened again through {@code /proc/self/fd}, non-blocking for us only;
 *   <li>a socket is read with {@code MSG_DONTWAIT};
 *   <li>a pipe that cannot be opened again (another user's, after {@code su}; or the writer has gone, and the end would
 *       not be reported) is read with {@code RWF_NOWAIT}, a
 *       terminal only after epoll has said that something is there;
 *   <li>a regular file, a directory, {@code /dev/null} is always ready. epoll refuses it ({@link #isPollable}). The
 *       position in the file stays shared with the other processes;
 *   <li>a descriptor that was closed when the program started reads as ended.
 * </ul>
 *
 * <p>The descriptor of this object is its own, close-on-exec; the inherited one stays open when this is closed. For one
 * thread at a time.
 */
public final class InheritedInput extends StreamFd {
    /** What an inherited descriptor is. */
    public enum Type {
        /** A terminal. */
        TERMINAL,
        /** A pipe or a FIFO. */
        PIPE,
        /** A socket. */
        SOCKET,
        /** A regular file, a directory, a device such as {@code /dev/null}, or anything else. */
        FILE,
        /** Not open, or not for reading. */
        CLOSED
    }

    /** How a read is kept from blocking. */
    private enum Way {
        /** The descriptor is non-blocking by itself, or can not block. */
        READ,
        /** {@code MSG_DONTWAIT} with each call. */
        RECEIVE,
        /** {@code RWF_NOWAIT} with each call. */
        READ_NOWAIT,
        /** A small read after epoll has said that there is something. */
        READ_WHEN_READY
    }

    private static final int CHUNK = Kernel.SCRATCH_SIZE - UnistdH.IOVEC_SIZE;
    private static final Path NULL_DEVICE = Path.of("/dev/null");

    private final Type type;
    private final boolean pollable;
    private Way way;

    private InheritedInput(int number, Type type, Way way) {
        super(number, InputType.label(type));
        this.type = type;
        try {
            this.pollable = Readiness.isPollable(this);
        } catch (LinuxException e) {
            close(); // no descriptor was left to ask with, and nobody else will close this one
            throw e;
        }
        this.way = pollable ? way : Way.READ; // what epoll refuses never makes a reader wait
    }

    /**
     * Opens an inherited descriptor for reading.
     *
     * @param number its number, 0 or greater; stays open
     * @return the input; of type CLOSED, and at its end, if the descriptor is not open
     * @throws LinuxException EMFILE or ENFILE
     */
    public static InheritedInput open(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a file descriptor is 0 or greater, not " + number);
        }
        Type type = InputType.of(number);
        return switch (type) {
            case CLOSED -> {
                long end = OpenFile.tryOpen(NULL_DEVICE, FcntlH.O_RDONLY);
                yield new InheritedInput(LinuxException.check(end, "open(" + NULL_DEVICE + ")"), type, Way.READ);
            }
            case TERMINAL, PIPE -> reopen(number, type);
            case SOCKET -> new InheritedInput(duplicate(number), type, Way.RECEIVE);
            // Not opened again: that would begin at the file's start and not move the position the others share.
            case FILE -> new InheritedInput(duplicate(number), type, Way.READ_WHEN_READY);
        };
    }

    private static InheritedInput reopen(int number, Type type) {
        long own = OpenFile.tryOpen(Path.of("/proc/self/fd/" + number), FcntlH.O_RDONLY | FcntlH.O_NONBLOCK);
        if (own < 0) {
            return withoutReopening(number, type);
        }
        InheritedInput reopened = new InheritedInput((int) own, type, Way.READ);
        try {
            if (type == Type.TERMINAL || !isHungUp(number)) {
                return reopened;
            }
        } catch (LinuxException e) {
            reopened.close();
            throw e;
        }
        // A FIFO that is opened when its writer has gone waits for the next one: epoll would never report the end.
        reopened.close();
        return withoutReopening(number, type);
    }

    private static boolean isHungUp(int number) {
        try (StreamFd duplicate = StreamFd.adopt(duplicate(number), "pipe")) {
            return Readiness.isHungUp(duplicate);
        }
    }

    /** For what may not be opened again. */
    static InheritedInput withoutReopening(int number, Type type) {
        return new InheritedInput(duplicate(number), type, type == Type.PIPE ? Way.READ_NOWAIT : Way.READ_WHEN_READY);
    }

    private static int duplicate(int number) {
        // From 3 up: a program may have closed 1 or 2, and what is written there later must not end up in here.
        long result = Kernel.invoke(FcntlH.FCNTL, number, FcntlH.F_DUPFD_CLOEXEC, 3);
        return LinuxException.check(result, "fcntl(" + number + ", F_DUPFD_CLOEXEC)");
    }

    /**
     * What the inherited descriptor is.
     *
     * @return the type
     */
    public Type type() {
        return type;
    }

    @Override
    public boolean isPollable() {
        return pollable;
    }

    /** {@inheritDoc} At most 4,080 bytes at once where each call has to be kept from blocking. */
    @Override
    public int read(ByteBuffer into) {
        if (way == Way.READ) {
            return super.read(into);
        }
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("read(" + this + ") needs a buffer with bytes remaining");
        }
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = readOnce(kernel, number, Math.min(into.remaining(), CHUNK));
            if (result > 0) {
                NativeMemory.copy(kernel.scratch(), into, (int) result);
            }
        } finally {
            leave();
        }
        if (result <= 0) {
            return endOrAgain(result);
        }
        into.position(into.position() + (int) result);
        return (int) result;
    }

    private long readOnce(Kernel kernel, int number, int length) {
        long result = way == Way.READ_NOWAIT ? readNoWait(kernel, number, length) : -ErrnoH.EOPNOTSUPP;
        if (result != -ErrnoH.EOPNOTSUPP) {
            return result;
        }
        if (way == Way.RECEIVE) {
            return kernel.retry(SocketH.RECV, number, kernel.scratch(), length, SocketH.MSG_DONTWAIT);
        }
        way = Way.READ_WHEN_READY; // a FIFO, or a kernel before 6.4, knows no RWF_NOWAIT
        if (pollable && !Readiness.isReadable(this)) {
            return -ErrnoH.EAGAIN;
        }
        return kernel.retry(UnistdH.READ, number, kernel.scratch(), length);
    }

    /** A read of one byte that waits for nothing: EAGAIN from an empty pipe of a kernel that can. */
    static long readNoWait(StreamFd pipe) {
        int number = pipe.enter();
        try (Kernel kernel = Kernel.lease()) {
            return readNoWait(kernel, number, 1);
        } finally {
            pipe.leave();
        }
    }

    private static long readNoWait(Kernel kernel, int number, int length) {
        long vector = kernel.scratch() + CHUNK;
        NativeMemory.putLong(vector + UnistdH.IOV_BASE, kernel.scratch());
        NativeMemory.putLong(vector + UnistdH.IOV_LEN, length);
        return kernel.retry(UnistdH.Vectors.PREADV2, number, vector, 1, -1, UnistdH.RWF_NOWAIT, 0);
    }

    private int endOrAgain(long result) {
        if (result == 0) {
            return END;
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        throw LinuxException.of(result, "read(" + this + ")");
    }

    /** {@inheritDoc} Where each call has to be kept from blocking, into the first buffer with room only. */
    @Override
    public long read(ByteBuffer[] into) {
        if (way == Way.READ) {
            return super.read(into);
        }
        for (ByteBuffer buffer : into) {
            if (buffer.hasRemaining()) {
                return read(buffer);
            }
        }
        throw new IllegalArgumentException("readv(" + this + ") needs buffers with bytes remaining");
    }
}
