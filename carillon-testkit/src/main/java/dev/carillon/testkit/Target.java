package dev.carillon.testkit;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a descriptor refers to, as far as it decides which faults the kernel could show on it.
 *
 * @param number the descriptor
 * @param link what {@code /proc/self/fd} says, with the inode: unlike the number it is not used again at once
 */
record Target(int number, String link) {
    private static final long GETSOCKOPT = "amd64".equals(System.getProperty("os.arch")) ? 55 : 209;
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SOCK_STREAM = 1;

    static Target of(int number) {
        try {
            return new Target(number, Files.readSymbolicLink(path(number)).toString());
        } catch (IOException e) {
            return new Target(number, ""); // closed: the real call will say so
        }
    }

    private static Path path(int number) {
        return Path.of("/proc/self/fd/" + number);
    }

    boolean isSocket() {
        return link.startsWith("socket:");
    }

    boolean isEventFd() {
        return link.equals("anon_inode:[eventfd]");
    }

    boolean isInotify() {
        return link.equals("anon_inode:inotify");
    }

    boolean isRegularFile() {
        return link.startsWith("/") && !isKernelFile() && Files.isRegularFile(path(number));
    }

    /** A pipe, a FIFO or a terminal. */
    boolean isPipe() {
        return link.startsWith("pipe:")
                || (link.startsWith("/") && !isKernelFile() && !Files.isRegularFile(path(number)));
    }

    private boolean isKernelFile() {
        return link.startsWith("/proc/")
                || link.startsWith("/sys/")
                || (link.startsWith("/dev/") && !link.startsWith("/dev/pts/"));
    }

    /** A socket without message boundaries: one that may take or give fewer bytes than asked. */
    boolean isStreamSocket(Kernel real) {
        if (!isSocket()) {
            return false;
        }
        NativeMemory memory = NativeMemory.allocate(2 * Integer.BYTES);
        NativeMemory.putInt(memory.address() + Integer.BYTES, Integer.BYTES);
        long result = real.call(
                UnistdH.Processes.SYSCALL,
                GETSOCKOPT,
                number,
                SOL_SOCKET,
                SO_TYPE,
                memory.address(),
                memory.address() + Integer.BYTES);
        return result == 0 && NativeMemory.getInt(memory.address()) == SOCK_STREAM;
    }

    boolean isNonBlocking(Kernel real) {
        long flags = real.call(FcntlH.FCNTL, number, FcntlH.F_GETFL, 0);
        return flags >= 0 && (flags & FcntlH.O_NONBLOCK) != 0;
    }
}
