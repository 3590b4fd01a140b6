package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SocketH;
import java.net.StandardProtocolFamily;

/**
 * Two Unix sockets connected to each other, {@code socketpair(2)}: what is sent on one arrives on the other.
 *
 * @param one either of them
 * @param other its peer
 */
public record SocketPair(Socket one, Socket other) implements AutoCloseable {
    /**
     * A pair, both non-blocking and close-on-exec.
     *
     * @param type a byte stream, or datagrams, which are neither lost nor reordered here
     * @return the new pair
     * @throws LinuxException EMFILE or ENFILE
     */
    public static SocketPair open(SocketType type) {
        int one;
        int other;
        try (Kernel kernel = Kernel.lease()) {
            long pair = kernel.scratch();
            int flags = type.number | Socket.FLAGS;
            LinuxException.check(
                    kernel.call(SocketH.Pairs.SOCKETPAIR, SocketH.AF_UNIX, flags, 0, pair), "socketpair()");
            one = NativeMemory.getInt(pair);
            other = NativeMemory.getInt(pair + Integer.BYTES);
        }
        return new SocketPair(
                new Socket(one, StandardProtocolFamily.UNIX, type),
                new Socket(other, StandardProtocolFamily.UNIX, type));
    }

    /** Closes both. */
    @Override
    public void close() {
        try (other) { // also if closing the first fails
            one.close();
        }
    }
}
