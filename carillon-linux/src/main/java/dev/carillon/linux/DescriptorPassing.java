package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.SocketH.Messages;
import dev.carillon.linux.ffm.UnistdH;
import java.lang.ref.Reference;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * Hands open descriptors to another process over a Unix socket, {@code SCM_RIGHTS} of {@code unix(7)}. The receiver gets
 * new numbers for the same open files; the sender's stay open.
 *
 * <p>Descriptors travel with at least one byte of data. A receiver that reads that byte in another way ({@link
 * Socket#recv}) loses them: the kernel closes them.
 */
public final class DescriptorPassing {
    /** The most descriptors that go with one message. */
    public static final int MAX = Messages.SCM_MAX_FD;

    // The thread's scratch memory has the msghdr, its one iovec, and the control message.
    private static final int VECTOR = 64;
    private static final int CONTROL = VECTOR + UnistdH.IOVEC_SIZE;

    private DescriptorPassing() {}

    /**
     * Sends data and descriptors, {@code sendmsg(2)}.
     *
     * @param socket a connected Unix socket
     * @param from a direct buffer, not empty; its position moves on by what was sent
     * @param descriptors 1 to 253 of them
     * @return how many bytes were sent, and the descriptors with the first; 0 if there is no room now: nothing was sent
     * @throws LinuxException EPIPE or ECONNRESET if nobody receives any more; ETOOMANYREFS if too many descriptors are on
     *     their way
     */
    public static int send(Socket socket, ByteBuffer from, Fd... descriptors) {
        check(socket, from);
        checkCount(descriptors.length);
        int entered = 0;
        try (Kernel kernel = Kernel.lease()) {
            long message = putMessage(kernel, from, descriptors.length);
            long control = message + CONTROL;
            NativeMemory.putInt(control + Messages.CMSGHDR_LEVEL, SocketH.SOL_SOCKET);
            NativeMemory.putInt(control + Messages.CMSGHDR_TYPE, Messages.SCM_RIGHTS);
            for (Fd descriptor : descriptors) {
                NativeMemory.putInt(number(control, entered), descriptor.enter());
                entered++;
            }
            long result = call(kernel, Messages.SENDMSG, socket, from, SocketH.MSG_DONTWAIT | SocketH.MSG_NOSIGNAL);
            return (int) Math.max(0, result);
        } finally {
            for (int i = 0; i < entered; i++) {
                descriptors[i].leave();
            }
        }
    }

    /**
     * Receives data and descriptors, {@code recvmsg(2)}. The new descriptors are close-on-exec.
     *
     * @param socket a connected Unix socket
     * @param into a direct buffer with room; its position moves on by what was received
     * @param most how many descriptors are wanted, 1 to 253. The kernel closes what comes beyond that, and
     *     {@link ReceivedDescriptors#isTruncated} tells
     * @return what came; to be closed, which closes the descriptors that were not taken
     * @throws ReadOnlyBufferException if the buffer cannot be written to
     * @throws LinuxException ECONNRESET, …
     */
    public static ReceivedDescriptors receive(Socket socket, ByteBuffer into, int most) {
        check(socket, into);
        checkCount(most);
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        try (Kernel kernel = Kernel.lease()) {
            long message = putMessage(kernel, into, most);
            long result = call(kernel, Messages.RECVMSG, socket, into, SocketH.MSG_DONTWAIT | SocketH.MSG_CMSG_CLOEXEC);
            if (result < 0) {
                return new ReceivedDescriptors(0, new int[0], false);
            }
            boolean ended = result == 0 && socket.type() == SocketType.STREAM;
            boolean truncated = (NativeMemory.getInt(message + Messages.MSGHDR_FLAGS) & SocketH.MSG_CTRUNC) != 0;
            return new ReceivedDescriptors(ended ? StreamFd.END : (int) result, numbers(message), truncated);
        }
    }

    private static void check(Socket socket, ByteBuffer buffer) {
        if (socket.family() != StandardProtocolFamily.UNIX) {
            throw new IllegalArgumentException("descriptors go over Unix sockets only, not over " + socket);
        }
        if (!buffer.isDirect() || !buffer.hasRemaining()) {
            throw new IllegalArgumentException("descriptors go with the bytes of a direct buffer, at least one");
        }
    }

    private static void checkCount(int count) {
        if (count < 1 || count > MAX) {
            throw new IllegalArgumentException("1 to " + MAX + " descriptors go with a message, not " + count);
        }
    }

    private static long putMessage(Kernel kernel, ByteBuffer buffer, int descriptors) {
        long message = kernel.scratch();
        // Not CMSG_SPACE, which is padded: the kernel would take it for room for one more.
        long controlLength = Messages.CMSGHDR_SIZE + (long) descriptors * Integer.BYTES;
        NativeMemory.clear(message, CONTROL + controlLength);
        NativeMemory.putLong(message + Messages.MSGHDR_IOV, message + VECTOR);
        NativeMemory.putLong(message + Messages.MSGHDR_IOVLEN, 1);
        NativeMemory.putLong(message + Messages.MSGHDR_CONTROL, message + CONTROL);
        NativeMemory.putLong(message + Messages.MSGHDR_CONTROLLEN, controlLength);
        NativeMemory.putLong(message + VECTOR + UnistdH.IOV_BASE, NativeMemory.addressOf(buffer));
        NativeMemory.putLong(message + VECTOR + UnistdH.IOV_LEN, buffer.remaining());
        NativeMemory.putLong(message + CONTROL + Messages.CMSGHDR_LEN, controlLength);
        return message;
    }

    /** Answers a count of bytes, or -1 for "not now". */
    private static long call(Kernel kernel, CFunction function, Socket socket, ByteBuffer buffer, int flags) {
        long result;
        int number = socket.enter();
        try {
            result = kernel.retry(function, number, kernel.scratch(), flags);
        } finally {
            socket.leave();
        }
        Reference.reachabilityFence(buffer);
        if (result == -ErrnoH.EAGAIN) {
            return -1;
        }
        LinuxException.check(result, function.name() + "(" + socket + ")");
        buffer.position(buffer.position() + (int) result);
        return result;
    }

    /** The descriptors of a message that was received. There is room for one control message only. */
    private static int[] numbers(long message) {
        long control = message + CONTROL;
        boolean present = NativeMemory.getLong(message + Messages.MSGHDR_CONTROLLEN) > Messages.CMSGHDR_SIZE
                && NativeMemory.getInt(control + Messages.CMSGHDR_LEVEL) == SocketH.SOL_SOCKET
                && NativeMemory.getInt(control + Messages.CMSGHDR_TYPE) == Messages.SCM_RIGHTS;
        if (!present) {
            return new int[0];
        }
        long bytes = NativeMemory.getLong(control + Messages.CMSGHDR_LEN) - Messages.CMSGHDR_SIZE;
        int[] numbers = new int[(int) (bytes / Integer.BYTES)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = NativeMemory.getInt(number(control, i));
        }
        return numbers;
    }

    private static long number(long control, int index) {
        return control + Messages.CMSGHDR_SIZE + (long) index * Integer.BYTES;
    }
}
