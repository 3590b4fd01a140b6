package dev.carillon.linux;

import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** What tests do with bare descriptor numbers. */
final class Descriptors {
    private Descriptors() {}

    /** A second number for the same open file description, {@code dup(2)}. */
    static int duplicate(Fd fd) {
        long result = Kernel.invoke(FcntlH.FCNTL, fd.number(), FcntlH.F_DUPFD_CLOEXEC, 0);
        return LinuxException.check(result, "fcntl(F_DUPFD_CLOEXEC)");
    }

    static boolean isOpen(int number) {
        return Files.exists(Path.of("/proc/self/fd/" + number), LinkOption.NOFOLLOW_LINKS);
    }
}
