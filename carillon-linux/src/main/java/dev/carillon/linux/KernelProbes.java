package dev.carillon.linux;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.Openat2H;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.SpawnH;
import dev.carillon.linux.ffm.UdpH;
import java.lang.ref.Reference;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/** Finds out what the kernel has, with calls that change nothing. Each answers 0, or the errno that says it has not. */
final class KernelProbes {
    private static final int NO_DESCRIPTOR = -1;
    private static final int NO_SIGNAL = 0;
    /** A send buffer's size, and what does not fit it, whatever the kernel makes of that. */
    private static final int LITTLE_ROOM = 1;

    private static final int MUCH = 64 * 1024;

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

    /** By doing it: versions say nothing of sandboxes, and some kernels have had it with defects. */
    static int ioUring() {
        try (IoUring ring = IoUring.open(2, 2);
                SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            return sendsWhole(ring, pair) && sendsPart(ring, pair) && tellsError(ring, pair) ? 0 : ErrnoH.EOPNOTSUPP;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EMFILE || e.errno() == Errno.ENFILE) {
                throw e;
            }
            return e.errno().number();
        }
    }

    private static boolean sendsWhole(IoUring ring, SocketPair pair) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(2).put(0, (byte) 1);
        ring.send(pair.one(), bytes, 0);
        return ring.submit() == 1 && !ring.next() && pair.other().read(bytes) == 2;
    }

    /** Of more than there is room for as much is sent as is told: who sends the rest counts on it. */
    private static boolean sendsPart(IoUring ring, SocketPair pair) {
        pair.one().set(SocketOption.SNDBUF, LITTLE_ROOM);
        ByteBuffer much = ByteBuffer.allocateDirect(MUCH);
        ring.send(pair.one(), much, 1);
        boolean isTold = ring.submit() == 1 && ring.next() && ring.token() == 1;
        int sent = isTold ? ring.result() : 0;
        int got = 0;
        int count;
        while ((count = pair.other().read(much.clear())) > 0) {
            got += count;
        }
        return sent > 0 && sent == got;
    }

    private static boolean tellsError(IoUring ring, SocketPair pair) {
        pair.other().close();
        ByteBuffer bytes = ByteBuffer.allocateDirect(1);
        ring.send(pair.one(), bytes, 2);
        boolean isTold = ring.submit() == 1 && ring.next() && ring.token() == 2 && ring.result() == -ErrnoH.EPIPE;
        Reference.reachabilityFence(bytes);
        return isTold;
    }

    private static int errnoOf(long result) {
        return (int) Math.max(0, -result);
    }
}
