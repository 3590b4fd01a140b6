package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Path;

/** Opening a path, {@code open(2)}; the one place where paths become descriptors. */
final class OpenFile {
    private OpenFile() {}

    /** Opens close-on-exec, with further flags. */
    static StreamFd open(Path path, String kind, int flags) {
        return StreamFd.adopt(LinuxException.check(tryOpen(path, flags), "open(" + path + ")"), kind);
    }

    /** As {@link #open}, and answers the number or {@code -errno}. */
    static long tryOpen(Path path, int flags) {
        return tryOpen(path, flags, 0);
    }

    /** As {@link #tryOpen(Path, int)}, with the permissions of a file that is made. */
    static long tryOpen(Path path, int flags, int mode) {
        PathName name = PathName.of(path);
        if (name.length() >= FcntlH.PATH_MAX) {
            return -ErrnoH.ENAMETOOLONG;
        }
        try (Kernel kernel = Kernel.lease()) {
            name.put(kernel.scratch());
            return kernel.retry(FcntlH.OPEN, kernel.scratch(), FcntlH.O_CLOEXEC | FcntlH.O_NOCTTY | flags, mode);
        }
    }

    /** Whether the descriptor is a terminal, {@code isatty(3)}. */
    static boolean isTerminal(int number) {
        return Kernel.current().call(UnistdH.Processes.ISATTY, number) == 1;
    }
}
