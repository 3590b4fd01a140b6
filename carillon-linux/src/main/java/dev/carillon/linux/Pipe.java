package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.nio.file.Path;

/**
 * A pipe: bytes written to one end are read from the other, in order, {@code pipe(7)}. A write of at most 4,096 bytes is
 * never mixed with another's.
 *
 * @param reader the end to read from
 * @param writer the end to write to
 */
public record Pipe(StreamFd reader, StreamFd writer) implements AutoCloseable {
    /**
     * A pipe, both ends non-blocking and close-on-exec: for two sides that wait by epoll. A program that gets one as a
     * standard stream wants {@link #openToRead} or {@link #openToWrite}.
     *
     * @return the new pipe
     * @throws LinuxException EMFILE or ENFILE
     */
    public static Pipe open() {
        return open(FcntlH.O_NONBLOCK);
    }

    /**
     * A pipe whose ends block, close-on-exec: for two programs.
     *
     * @return the new pipe
     * @throws LinuxException EMFILE or ENFILE
     */
    public static Pipe openBlocking() {
        return open(0);
    }

    /**
     * A pipe to read from without waiting, whose writers wait while it is full: for what another program writes, which loses
     * bytes where it has to try again by itself.
     *
     * @return the new pipe, its reading end non-blocking
     * @throws LinuxException EMFILE or ENFILE
     */
    public static Pipe openToRead() {
        Pipe pipe = openBlocking();
        pipe.reader.nonBlocking(true); // each end has an open file of its own
        return pipe;
    }

    /**
     * A pipe to write to without waiting, whose readers wait while it is empty: for what another program reads.
     *
     * @return the new pipe, its writing end non-blocking
     * @throws LinuxException EMFILE or ENFILE
     */
    public static Pipe openToWrite() {
        Pipe pipe = openBlocking();
        pipe.writer.nonBlocking(true);
        return pipe;
    }

    private static Pipe open(int flags) {
        int reader;
        int writer;
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.call(UnistdH.Pipes.PIPE2, kernel.scratch(), FcntlH.O_CLOEXEC | flags);
            LinuxException.check(result, "pipe2()");
            reader = NativeMemory.getInt(kernel.scratch());
            writer = NativeMemory.getInt(kernel.scratch() + Integer.BYTES);
        }
        return new Pipe(StreamFd.adopt(reader, "pipe"), StreamFd.adopt(writer, "pipe"));
    }

    /**
     * Makes a named pipe, {@code mkfifo(3)}.
     *
     * @param path where; must not exist
     * @param mode the permissions, for example {@code 0600}; the process's umask is taken off
     * @throws LinuxException EEXIST, EACCES, ENOENT, …
     */
    public static void makeFifo(Path path, int mode) {
        NativeMemory name = NativeMemory.cString(path.toString());
        long result = Kernel.invoke(UnistdH.Pipes.MKFIFO, name.address(), mode);
        Reference.reachabilityFence(name);
        LinuxException.check(result, "mkfifo(" + path + ")");
    }

    /**
     * Opens a FIFO for reading, without waiting for a writer and without an end of stream when the last writer goes: the
     * FIFO is opened for writing too, as {@code fifo(7)} allows on Linux, so that the next writer finds it open.
     *
     * @param path an existing FIFO
     * @return the reading end, non-blocking
     * @throws LinuxException ENOENT, EACCES, …
     */
    public static StreamFd openFifo(Path path) {
        return OpenFile.open(path, "fifo", FcntlH.O_RDWR | FcntlH.O_NONBLOCK);
    }

    /**
     * Opens a FIFO for reading alone, without waiting for a writer: the stream ends when the last writer has gone, and stays so. Who
     * is to hear of the next writer opens it again, before closing this.
     *
     * @param path an existing FIFO; that of a descriptor of this process, {@code /proc/self/fd/N}, also where it has no name any more
     * @return the reading end, non-blocking
     * @throws LinuxException ENOENT, EACCES, …
     */
    public static StreamFd openFifoForReading(Path path) {
        return OpenFile.open(path, "fifo", FcntlH.O_RDONLY | FcntlH.O_NONBLOCK);
    }

    /**
     * Opens a FIFO for writing.
     *
     * @param path an existing FIFO that somebody reads
     * @return the writing end, non-blocking
     * @throws LinuxException ENXIO if nobody has it open for reading; ENOENT, EACCES, …
     */
    public static StreamFd openFifoForWriting(Path path) {
        return OpenFile.open(path, "fifo", FcntlH.O_WRONLY | FcntlH.O_NONBLOCK);
    }

    /**
     * Makes room for another number of bytes, {@code F_SETPIPE_SZ}; 64 KiB is what a new pipe has.
     *
     * @param bytes rounded up to a power of two of pages; without privileges at most {@code /proc/sys/fs/pipe-max-size}
     * @return what it has now
     * @throws LinuxException EPERM beyond that, EBUSY if more than that is in it
     */
    public int resize(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a pipe has room for 1 byte or more, not " + bytes);
        }
        return writer.fcntl("F_SETPIPE_SZ", FcntlH.F_SETPIPE_SZ, bytes);
    }

    /** Closes both ends. */
    @Override
    public void close() {
        try (writer) { // also if closing the reader fails
            reader.close();
        }
    }
}
