package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SendfileH;

/**
 * Moves bytes from one descriptor to another inside the kernel, {@code sendfile(2)} and {@code splice(2)}. The results are
 * those of {@link StreamFd}: a count of bytes, 0 for "not now", {@link StreamFd#END} for the end of the input.
 */
public final class ZeroCopy {
    /** For {@link #splice}: read or write where the descriptor stands, and move that on. Pipes and sockets know no other. */
    public static final long NO_OFFSET = -1;

    private ZeroCopy() {}

    /**
     * Sends a part of a file, {@code sendfile(2)}. The file's own position does not move: add the result to the offset.
     *
     * @param to where to: a socket, a pipe, a file
     * @param from a regular file
     * @param offset from which byte of the file, 0 or more
     * @param count how many bytes at the most, 1 or more; the kernel moves no more than 2,147,479,552 in one call
     * @return how many bytes; 0 if there is no room now; {@link StreamFd#END} if the offset is at the file's end or beyond
     * @throws LinuxException EPIPE or ECONNRESET if nobody receives any more; EINVAL if {@code from} is no file
     */
    public static long sendfile(StreamFd to, StreamFd from, long offset, long count) {
        checkCount(count);
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or more, not " + offset);
        }
        long result;
        int output = to.enter();
        try {
            result = sendfile(output, from, offset, count);
        } finally {
            to.leave();
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(
                    result, "sendfile(" + to + ", " + from + ", offset " + offset + ", " + count + " bytes)");
        }
        return result == 0 ? StreamFd.END : result;
    }

    private static long sendfile(int output, Fd from, long offset, long count) {
        long result;
        int input = from.enter();
        try (Kernel kernel = Kernel.lease()) {
            do {
                NativeMemory.putLong(kernel.scratch(), offset);
                result = kernel.call(SendfileH.SENDFILE, output, input, kernel.scratch(), count);
            } while (result == -ErrnoH.EINTR);
        } finally {
            from.leave();
        }
        return result;
    }

    /**
     * Moves bytes into or out of a pipe, {@code splice(2)}. Never blocks on the pipe.
     *
     * @param from where from
     * @param fromOffset from which byte of a file, or {@link #NO_OFFSET}
     * @param to where to; one of the two is a pipe
     * @param toOffset at which byte of a file, or {@link #NO_OFFSET}
     * @param count how many bytes at the most, 1 or more
     * @return how many bytes; 0 if there is nothing or no room now; {@link StreamFd#END} at the end of the input
     * @throws LinuxException EPIPE if nobody reads {@code to} any more; EINVAL if neither is a pipe, or both are the same;
     *     ESPIPE for an offset of a pipe
     */
    public static long splice(StreamFd from, long fromOffset, StreamFd to, long toOffset, long count) {
        checkCount(count);
        long result;
        int input = from.enter();
        try {
            result = splice(input, fromOffset, to, toOffset, count);
        } finally {
            from.leave();
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(
                    result, "splice(" + from + ", " + to + ", " + count + " bytes)", adviceForSplice(result));
        }
        return result == 0 ? StreamFd.END : result;
    }

    private static long splice(int input, long fromOffset, Fd to, long toOffset, long count) {
        int flags = FcntlH.Splicing.SPLICE_F_MOVE | FcntlH.Splicing.SPLICE_F_NONBLOCK;
        long result;
        int output = to.enter();
        try (Kernel kernel = Kernel.lease()) {
            do {
                long inputOffset = putOffset(kernel.scratch(), fromOffset);
                long outputOffset = putOffset(kernel.scratch() + Long.BYTES, toOffset);
                result = kernel.call(FcntlH.Splicing.SPLICE, input, inputOffset, output, outputOffset, count, flags);
            } while (result == -ErrnoH.EINTR);
        } finally {
            to.leave();
        }
        return result;
    }

    private static long putOffset(long at, long offset) {
        if (offset < NO_OFFSET) {
            throw new IllegalArgumentException("an offset is 0 or more, or NO_OFFSET, not " + offset);
        }
        NativeMemory.putLong(at, offset);
        return offset == NO_OFFSET ? 0 : at;
    }

    private static void checkCount(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("a transfer is of 1 byte or more, not " + count);
        }
    }

    private static String adviceForSplice(long result) {
        return switch ((int) -result) {
            case ErrnoH.EINVAL -> "one of the two has to be a pipe, and they have to differ";
            case ErrnoH.ESPIPE -> "a pipe has no offsets";
            default -> "";
        };
    }
}
