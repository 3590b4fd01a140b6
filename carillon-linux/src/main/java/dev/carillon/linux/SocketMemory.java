package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SockDiagH;
import dev.carillon.linux.ffm.SocketH;

/** What the kernel says of the memory that it has for a socket, {@code SO_MEMINFO}. Thread-safe. */
public final class SocketMemory {
    private SocketMemory() {}

    /**
     * How many datagrams the kernel has dropped that were meant for a socket, above all because its receive buffer was full.
     *
     * @param socket the socket
     * @return the count since it was made; begins anew after 4,294,967,295
     * @throws LinuxException if the kernel refuses
     */
    public static long drops(Socket socket) {
        int size = SockDiagH.SK_MEMINFO_VARS * Integer.BYTES;
        try (Kernel kernel = Kernel.lease()) {
            long result = SocketCalls.getOption(kernel, socket, SocketH.SOL_SOCKET, SocketH.SO_MEMINFO, size);
            LinuxException.check(result, "getsockopt(" + socket + ", SO_MEMINFO)");
            long drops = kernel.scratch() + SockDiagH.SK_MEMINFO_DROPS * Integer.BYTES;
            return Integer.toUnsignedLong(NativeMemory.getInt(drops));
        }
    }
}
