package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.StatH;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Tells what an inherited descriptor is. */
final class InputType {
    private static final int ACCESS_MODE = FcntlH.O_WRONLY | FcntlH.O_RDWR;
    private static final int LAST_STANDARD = 2;
    private static final Path JDK_MODULES = Path.of(System.getProperty("java.home"), "lib", "modules");

    private InputType() {}

    static InheritedInput.Type of(int number) {
        long flags = Kernel.invoke(FcntlH.FCNTL, number, FcntlH.F_GETFL);
        if (flags == -ErrnoH.EBADF) {
            return InheritedInput.Type.CLOSED;
        }
        LinuxException.check(flags, "fcntl(" + number + ", F_GETFL)");
        if ((flags & ACCESS_MODE) == FcntlH.O_WRONLY || (number <= LAST_STANDARD && isOurs(number))) {
            return InheritedInput.Type.CLOSED;
        }
        return switch (fileType(number)) {
            case StatH.S_IFIFO -> InheritedInput.Type.PIPE;
            case StatH.S_IFSOCK -> InheritedInput.Type.SOCKET;
            case StatH.S_IFCHR -> OpenFile.isTerminal(number) ? InheritedInput.Type.TERMINAL : InheritedInput.Type.FILE;
            default -> InheritedInput.Type.FILE;
        };
    }

    /** Whether nothing was handed to this process under a standard number, also if a file of its own has it by now. */
    static boolean isMissing(int standardNumber) {
        return Kernel.invoke(FcntlH.FCNTL, standardNumber, FcntlH.F_GETFD) < 0 || isOurs(standardNumber);
    }

    /**
     * Whether this process itself opened the file that now has a standard number, because none was handed to it. What
     * comes through exec is never close-on-exec; but the first file that HotSpot opens, its modules, is not either.
     */
    private static boolean isOurs(int number) {
        long flags = Kernel.invoke(FcntlH.FCNTL, number, FcntlH.F_GETFD);
        return (flags > 0 && (flags & FcntlH.FD_CLOEXEC) != 0) || isJdkModules(number);
    }

    /** Whether it is HotSpot's {@code lib/modules}. */
    static boolean isJdkModules(int number) {
        try {
            return Files.isSameFile(Path.of("/proc/self/fd/" + number), JDK_MODULES);
        } catch (IOException e) {
            return false; // a pipe or socket, or a Java that keeps its modules elsewhere
        }
    }

    private static int fileType(int number) {
        try (Kernel kernel = Kernel.lease()) {
            LinuxException.check(FileStat.get(kernel, number), "statx(" + number + ")");
            return NativeMemory.getShort(kernel.scratch() + StatH.STX_MODE) & StatH.S_IFMT;
        }
    }

    static String label(InheritedInput.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
