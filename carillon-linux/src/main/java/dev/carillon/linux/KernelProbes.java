package dev.carillon.linux;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.Openat2H;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.SpawnH;
import dev.carillon.linux.ffm.UdpH;
import dev.carillon.linux.ffm.UnistdH;
import java.net.StandardProtocolFamily;

/** Finds out what the kernel has, with calls that change nothing. Each answers 0, or the errno that says it has not. */
final class KernelProbes {
    /** {@code <asm/unistd.h>}: the same number on x86-64 and aarch64. */
    private static final int SYS_IO_URING_SETUP = 425;

    private static final int NO_DESCRIPTOR = -1;
    private static final int NO_SIGNAL = 0;

    private KernelProbes() {}

    static int epollPwait2() {
        try (Kernel kernel = Kernel.lease()) {
            // Only a kernel that has the call gets as far as the descriptor.
            long result = kernel.call(EpollH.PWAIT2, NO_DESCRIPTOR, kernel.scratch(), 1, 0, 0);
            return result == -ErrnoH.EBADF ? 0 : errnoOf(result);
        }
    }

    static int pipeNoWait() {
        try (Pipe pipe = Pipe.openBlocking()) {
            long result = InheritedInput.readNoWait(pipe.reader());
            return result == -ErrnoH.EAGAIN ? 0 : errnoOf(result);
        }
    }

    static int pressureTriggers() {
        try {
            return Pressure.windows(Pressure.Resource.MEMORY.file(), Pressure.Scope.SOME)
                            .isEmpty()
                    ? ErrnoH.EINVAL
                    : 0;
        } catch (LinuxException e) {
            return e.errno().number();
        }
    }

    static int pidFdGroupSignal() {
        try (PidFd self = PidFd.open(ProcessHandle.current().pid())) {
            long result = self.send(NO_SIGNAL, PidfdH.PIDFD_SIGNAL_PROCESS_GROUP);
            return result == -ErrnoH.ESRCH ? 0 : errnoOf(result);
        }
    }

    static int pidFdInfo() {
        try (PidFd self = PidFd.open(ProcessHandle.current().pid())) {
            return self.canTellExit() ? 0 : ErrnoH.ENOTTY;
        }
    }

    static int spawnCloseFrom() {
        return SpawnH.ACTIONS_ADDCLOSEFROM == null ? ErrnoH.ENOSYS : 0;
    }

    static int udpSegment() {
        return datagramOption(UdpH.UDP_SEGMENT);
    }

    static int udpGro() {
        return datagramOption(UdpH.UDP_GRO);
    }

    private static int datagramOption(int option) {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.DATAGRAM);
                Kernel kernel = Kernel.lease()) {
            return errnoOf(SocketCalls.getOption(kernel, socket, UdpH.SOL_UDP, option, Integer.BYTES));
        }
    }

    static int openat2() {
        // Without a size of the struct nothing is opened: who may is told EINVAL.
        long result = Kernel.invoke(Openat2H.OPENAT2, NO_DESCRIPTOR, 0, 0, 0);
        return result == -ErrnoH.EINVAL ? 0 : errnoOf(result);
    }

    static int ioUring() {
        // Without parameters nothing is made: who is allowed to is told EFAULT.
        long result = Kernel.invoke(UnistdH.Processes.SYSCALL, SYS_IO_URING_SETUP, 1, 0);
        return switch ((int) -result) {
            case ErrnoH.ENOSYS, ErrnoH.EPERM, ErrnoH.EACCES -> errnoOf(result);
            default -> 0;
        };
    }

    private static int errnoOf(long result) {
        return (int) Math.max(0, -result);
    }
}
