package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.Openat2H;
import dev.carillon.linux.ffm.UnistdH;
import java.util.List;

/**
 * Opening a path below a directory that does not lead out of it: by {@code openat2(2)}, and where a sandbox has none, name by
 * name and without following links.
 */
final class Beneath {
    /** Non-blocking, or opening a FIFO that nobody writes to would block. For files and directories it means nothing. */
    private static final int FLAGS = FcntlH.O_RDONLY | FcntlH.O_NONBLOCK | FcntlH.O_CLOEXEC | FcntlH.O_NOCTTY;

    /** The path stands behind the struct; nothing longer can be asked for. */
    private static final int LONGEST = Kernel.SCRATCH_SIZE - Openat2H.HOW_SIZE - 1;

    private static final int TRIES = 16;
    private static final PathName HERE = PathName.of(".");

    private Beneath() {}

    /** Answers a descriptor or {@code -errno}: EXDEV for a path that leads out. */
    static long open(int directory, PathName path, boolean followLinks) {
        if (path.length() > LONGEST) {
            return -ErrnoH.ENAMETOOLONG;
        }
        long result = openAtOnce(directory, path.isEmpty() ? HERE : path, followLinks);
        // Seccomp filters that do not know a call answer EPERM or ENOSYS; openat2(2) has no EPERM of its own here.
        boolean isMissing = result == -ErrnoH.ENOSYS || result == -ErrnoH.EPERM;
        return isMissing ? openByNames(directory, path) : result;
    }

    private static long openAtOnce(int directory, PathName path, boolean followLinks) {
        long resolve = Openat2H.RESOLVE_BENEATH | Openat2H.RESOLVE_NO_MAGICLINKS;
        try (Kernel kernel = Kernel.lease()) {
            long how = kernel.scratch();
            NativeMemory.putLong(how + Openat2H.HOW_FLAGS, FLAGS);
            NativeMemory.putLong(how + Openat2H.HOW_MODE, 0);
            NativeMemory.putLong(
                    how + Openat2H.HOW_RESOLVE, followLinks ? resolve : resolve | Openat2H.RESOLVE_NO_SYMLINKS);
            long name = how + Openat2H.HOW_SIZE;
            path.put(name);
            long result;
            int tries = TRIES;
            do { // EAGAIN: something was renamed while a link went upwards, and might have led out
                result = kernel.retry(Openat2H.OPENAT2, directory, name, how, Openat2H.HOW_SIZE);
            } while (result == -ErrnoH.EAGAIN && --tries > 0);
            return result;
        }
    }

    private static long openByNames(int directory, PathName path) {
        if (path.isAbsolute()) {
            return -ErrnoH.EXDEV;
        }
        List<PathName> names = path.names();
        if (names.isEmpty()) {
            return openAt(directory, HERE, FLAGS);
        }
        long at = directory;
        for (int i = 0; i < names.size() && at >= 0; i++) {
            boolean last = i == names.size() - 1 && !path.endsWithSlash();
            long next = openName((int) at, names.get(i), last ? FLAGS : FcntlH.O_PATH | FcntlH.O_DIRECTORY);
            if (at != directory) {
                Kernel.invoke(UnistdH.CLOSE, at);
            }
            at = next;
        }
        return at;
    }

    private static long openName(int at, PathName name, int flags) {
        return name.equals(Directory.ABOVE) ? -ErrnoH.EXDEV : openAt(at, name, flags | FcntlH.O_NOFOLLOW);
    }

    private static long openAt(int at, PathName name, int flags) {
        try (Kernel kernel = Kernel.lease()) {
            name.put(kernel.scratch());
            return kernel.retry(FcntlH.Directories.OPENAT, at, kernel.scratch(), flags | FcntlH.O_CLOEXEC, 0);
        }
    }
}
