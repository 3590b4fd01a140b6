package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.StatH;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Path;

/** A regular file open for reading, close-on-exec: what {@link ZeroCopy} sends from. For one thread at a time. */
public final class FileFd extends StreamFd {
    private FileFd(int number) {
        super(number, "file");
    }

    /**
     * Opens a file.
     *
     * @param path a regular file; a FIFO or a device is refused without waiting for anything
     * @return the file, at its beginning
     * @throws IllegalArgumentException if it is no regular file
     * @throws LinuxException ENOENT, EACCES, EMFILE, ELOOP, …
     */
    public static FileFd open(Path path) {
        // Non-blocking, or opening a FIFO that nobody writes to would block. For a regular file it means nothing.
        long number = OpenFile.tryOpen(path, FcntlH.O_RDONLY | FcntlH.O_NONBLOCK);
        FileFd file = new FileFd(LinuxException.check(number, "open(" + path + ")"));
        try {
            if ((file.stat(StatH.STX_MODE) & StatH.S_IFMT) != StatH.S_IFREG) {
                throw new IllegalArgumentException(path + " is not a regular file");
            }
            return file;
        } catch (LinuxException | IllegalArgumentException e) {
            file.close();
            throw e;
        }
    }

    /** Takes over what is known to be a regular file, open for reading. */
    static FileFd ofRegular(int number) {
        return new FileFd(number);
    }

    /**
     * What it is like now, {@code statx(2)}.
     *
     * @return its status
     * @throws LinuxException EIO, …
     */
    public FileStatus status() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            LinuxException.check(FileStat.get(kernel, number), "statx(" + this + ")");
            return FileStatus.read(kernel.scratch());
        } finally {
            leave();
        }
    }

    /**
     * How long it is now.
     *
     * @return bytes
     */
    public long size() {
        return stat(StatH.STX_SIZE);
    }

    /**
     * Reads from anywhere in it, {@code pread(2)}. Its own position stays where it is.
     *
     * @param into where to, a direct buffer with room; its position moves on by what was read
     * @param offset from which byte of the file, 0 or more
     * @return how many bytes; {@link #END} if the offset is at the file's end or beyond
     * @throws ReadOnlyBufferException if the buffer cannot be written to
     * @throws LinuxException EIO, …
     */
    public int read(ByteBuffer into, long offset) {
        if (!into.isDirect() || !into.hasRemaining() || offset < 0) {
            throw new IllegalArgumentException("pread(" + this
                    + ") needs a direct buffer with room and an offset of 0 or more, not " + into + ", " + offset);
        }
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        long count;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            count = kernel.retry(UnistdH.Files.PREAD, number, NativeMemory.addressOf(into), into.remaining(), offset);
        } finally {
            leave();
        }
        Reference.reachabilityFence(into);
        if (count == 0) {
            return END;
        }
        int read = LinuxException.check(count, "pread(" + this + ", offset " + offset + ")");
        into.position(into.position() + read);
        return read;
    }

    /** The word of its {@code struct statx} that begins at an offset. */
    private long stat(int offset) {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            LinuxException.check(FileStat.get(kernel, number), "statx(" + this + ")");
            return NativeMemory.getLong(kernel.scratch() + offset);
        } finally {
            leave();
        }
    }
}
