package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.InetH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TcpH;
import java.util.Optional;

/**
 * The queue of connections that a listening socket's kernel side has made and nobody has accepted, {@code TCP_INFO} of
 * {@code tcp(7)}.
 *
 * @param length connections that wait
 * @param limit how many may: the backlog asked for, or less ({@code net.core.somaxconn}); one more is taken in
 */
public record AcceptQueue(int length, int limit) {
    /**
     * The queue as it is now. Thread-safe.
     *
     * @param listening a socket that listens
     * @return the queue; empty for a Unix socket, of which the kernel does not tell
     * @throws LinuxException if the kernel refuses
     * @throws IllegalStateException if the socket is closed
     */
    public static Optional<AcceptQueue> of(Socket listening) {
        int size = TcpH.TCPI_SACKED + Integer.BYTES;
        try (Kernel kernel = Kernel.lease()) {
            long result = SocketCalls.getOption(kernel, listening, InetH.IPPROTO_TCP, TcpH.TCP_INFO, size);
            if (result == -ErrnoH.EOPNOTSUPP) {
                return Optional.empty();
            }
            LinuxException.check(result, "getsockopt(" + listening + ", TCP_INFO)");
            long info = kernel.scratch();
            return Optional.of(new AcceptQueue(
                    NativeMemory.getInt(info + TcpH.TCPI_UNACKED), NativeMemory.getInt(info + TcpH.TCPI_SACKED)));
        }
    }
}
