package dev.carillon.linux;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.SpawnH;
import dev.carillon.linux.ffm.UdpH;
import dev.carillon.linux.ffm.UnistdH;
import java.net.StandardProtocolFamily;
import java.util.Optional;

/**
 * What this kernel and this libc have that Carillon does without on older ones. Asked of them with calls that do nothing:
 * version numbers say nothing of backports and sandboxes. Safe from any thread.
 */
public final class KernelFeatures {
    /** {@code <asm/unistd.h>}: the same number on x86-64 and aarch64. */
    private static final int SYS_IO_URING_SETUP = 425;

    private static final int NO_DESCRIPTOR = -1;

    private KernelFeatures() {}

    /**
     * Whether {@link Epoll#await} waits by the nanosecond, {@code epoll_pwait2(2)}.
     *
     * @return false if its waits are rounded up to milliseconds
     */
    public static boolean hasEpollPwait2() {
        try (Kernel kernel = Kernel.lease()) {
            // Only a kernel that has the call gets as far as the descriptor.
            return kernel.call(EpollH.PWAIT2, NO_DESCRIPTOR, kernel.scratch(), 1, 0, 0) == -ErrnoH.EBADF;
        }
    }

    /**
     * Whether {@link Spawn} has the child close all other descriptors in one go, {@code
     * posix_spawn_file_actions_addclosefrom_np}.
     *
     * @return false if it names those that are open at the start, one by one
     */
    public static boolean hasSpawnCloseFrom() {
        return SpawnH.ACTIONS_ADDCLOSEFROM != null;
    }

    /**
     * Whether one call sends several datagrams of one size as one, {@code UDP_SEGMENT}: {@link DatagramBatch#segmentSize}.
     *
     * @return false before Linux 4.18
     */
    public static boolean hasUdpSegmentation() {
        return hasUdpOption(UdpH.UDP_SEGMENT);
    }

    /**
     * Whether several datagrams of one size may be received as one, {@link SocketOption#UDP_GRO}.
     *
     * @return false before Linux 5.0
     */
    public static boolean hasUdpGro() {
        return hasUdpOption(UdpH.UDP_GRO);
    }

    private static boolean hasUdpOption(int option) {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.DATAGRAM)) {
            return SocketCalls.hasOption(socket, UdpH.SOL_UDP, option);
        }
    }

    /**
     * Why this process could not use {@code io_uring(7)}.
     *
     * @return ENOSYS if the kernel does not have it, EPERM if a setting or a sandbox forbids it; empty if it could
     */
    public static Optional<Errno> refusalOfIoUring() {
        // Without parameters nothing is made: who is allowed to is told EFAULT.
        long result = Kernel.invoke(UnistdH.Processes.SYSCALL, SYS_IO_URING_SETUP, 1, 0);
        Errno errno = Errno.of((int) -result);
        return errno == Errno.ENOSYS || errno == Errno.EPERM || errno == Errno.EACCES
                ? Optional.of(errno)
                : Optional.empty();
    }
}
