package dev.carillon.linux;

import dev.carillon.linux.ffm.DirentH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.StatH;
import dev.carillon.linux.ffm.UnistdH;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open directory: what is looked up in it stays right when it is renamed, is not led astray by links, and may be deeper
 * than a path can say. Names are bytes. Close-on-exec; for one thread at a time.
 */
public final class Directory extends Fd {
    /** The longest path that {@link #open(PathName)} takes: four times what one call of the kernel's takes. */
    public static final int LONGEST_PATH = 4 * FcntlH.PATH_MAX;

    private static final int NAMES = 1024;
    private static final PathName HERE = PathName.of(".");
    static final PathName ABOVE = PathName.of("..");

    private final PathName path;

    private Directory(int number, PathName path) {
        super(number);
        this.path = path;
    }

    /**
     * Opens a directory to be read.
     *
     * @param path links in it are followed; the empty one is the current directory
     * @return the directory
     * @throws LinuxException ENOENT, ENOTDIR, EACCES, EMFILE, …; ENAMETOOLONG beyond {@link #LONGEST_PATH}
     */
    public static Directory open(PathName path) {
        return open(path, FcntlH.O_RDONLY);
    }

    /**
     * Opens a directory only to look up names in it, which needs the permission to search it, and not that to read it.
     *
     * @param path links in it are followed; the empty one is the current directory
     * @return the directory
     * @throws LinuxException as {@link #open}
     */
    public static Directory locate(PathName path) {
        return open(path, FcntlH.O_PATH);
    }

    private static Directory open(PathName path, int flags) {
        if (path.length() > LONGEST_PATH) {
            throw LinuxException.of(
                    -ErrnoH.ENAMETOOLONG,
                    "openat(" + path + ")",
                    "paths of up to " + LONGEST_PATH + " bytes are opened");
        }
        if (path.length() < FcntlH.PATH_MAX) {
            return openAt(FcntlH.AT_FDCWD, path.isEmpty() ? HERE : path, flags, path);
        }
        Directory at = locate(PathName.of(path.isAbsolute() ? "/" : "."));
        List<PathName> names = path.names();
        for (int i = 0; i < names.size(); i++) {
            try (Directory above = at) {
                at = openAt(above.uncheckedNumber(), names.get(i), i == names.size() - 1 ? flags : FcntlH.O_PATH, path);
            }
        }
        return at;
    }

    private static Directory openAt(int at, PathName name, int flags, PathName path) {
        try (Kernel kernel = Kernel.lease()) {
            name.put(kernel.scratch());
            int all = FcntlH.O_CLOEXEC | FcntlH.O_DIRECTORY | flags;
            long result = kernel.retry(FcntlH.Directories.OPENAT, at, kernel.scratch(), all, 0);
            if (result < 0) {
                throw LinuxException.of(result, "openat(" + path + ")");
            }
            return new Directory((int) result, path);
        }
    }

    private Directory openIn(PathName name, int flags) {
        checkName(name);
        int number = enter();
        try {
            return openAt(number, name, flags, path.resolve(name));
        } finally {
            leave();
        }
    }

    /**
     * Opens a directory in this one, to be read.
     *
     * @param name its name; a link is not followed
     * @return the directory
     * @throws LinuxException ENOENT, ENOTDIR also for a link, EACCES, EMFILE, …
     */
    public Directory openBelow(PathName name) {
        return openIn(name, FcntlH.O_NOFOLLOW);
    }

    /**
     * As {@link #openBelow}, only to look up names in it.
     *
     * @param name its name; a link is not followed
     * @return the directory
     * @throws LinuxException ENOENT, ENOTDIR also for a link, EACCES, EMFILE, …
     */
    public Directory locateBelow(PathName name) {
        return openIn(name, FcntlH.O_PATH | FcntlH.O_NOFOLLOW);
    }

    /**
     * Opens the regular file or the directory at a path that does not lead out of this directory, {@code openat2(2)} with
     * {@code RESOLVE_BENEATH}. Where that call is missing, as in some sandboxes, no link is followed, whatever is asked for.
     * Safe from any thread. Opening may wait for a disk.
     *
     * @param path relative, without a slash at its end; the empty one is this directory
     * @param followLinks whether symbolic links in it are followed that stay below this directory; never those of procfs
     * @return what is there, to be read; null if neither a file nor a directory is, or if the path leads out, goes by a link
     *     that is not followed, or is too long for the kernel
     * @throws LinuxException EACCES, EMFILE, ENFILE, EIO, …; EAGAIN if directories are renamed all the time while a link
     *     leads upwards
     */
    public @Nullable Opened openBeneath(PathName path, boolean followLinks) {
        long result;
        int number = enter();
        try {
            result = Beneath.open(number, path, followLinks);
        } finally {
            leave();
        }
        return result < 0 ? noneBeneath(result, path) : opened((int) result, path);
    }

    private @Nullable Opened noneBeneath(long result, PathName path) {
        return switch ((int) -result) {
            // ENXIO is a socket, ELOOP a link that is not followed or leads in circles, EXDEV leads out.
            case ErrnoH.ENOENT, ErrnoH.ENOTDIR, ErrnoH.ENXIO, ErrnoH.ELOOP, ErrnoH.EXDEV, ErrnoH.ENAMETOOLONG -> null;
            default -> throw LinuxException.of(result, "openat2(" + this + ", " + this.path.resolve(path) + ")");
        };
    }

    private @Nullable Opened opened(int number, PathName below) {
        FileFd file = FileFd.ofRegular(number);
        FileStatus status;
        try {
            status = file.status();
        } catch (LinuxException e) {
            file.close();
            throw e;
        }
        return switch (status.type()) {
            case REGULAR -> new Opened(file, status);
            case DIRECTORY -> new Opened(new Directory(number, path.resolve(below)), status);
            default -> {
                file.close();
                yield null;
            }
        };
    }

    private static void checkName(PathName name) {
        if (name.isEmpty() || name.length() > FcntlH.NAME_MAX) {
            throw new IllegalArgumentException("a name has 1 to " + FcntlH.NAME_MAX + " bytes, not " + name.length());
        }
    }

    /**
     * The path it was opened with.
     *
     * @return where it was then
     */
    public PathName path() {
        return path;
    }

    /**
     * Reads on in it, {@code getdents64(2)}: a hundred names or so. Names that are added or removed meanwhile may be missing
     * or still there; all others come once.
     *
     * @return further names in no order, without {@code .} and {@code ..}; empty at the end
     * @throws LinuxException ENOENT if it was removed, EIO, …
     */
    public List<DirectoryEntry> read() {
        List<DirectoryEntry> entries = new ArrayList<>();
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            while (fill(kernel, number, entries) && entries.isEmpty()) {
                // Only the directory itself and the one above it so far.
            }
        } finally {
            leave();
        }
        return entries;
    }

    /** False at the end. */
    private boolean fill(Kernel kernel, int number, List<DirectoryEntry> entries) {
        long result = kernel.retry(DirentH.GETDENTS64, number, kernel.scratch(), Kernel.SCRATCH_SIZE);
        if (result < 0) {
            throw LinuxException.of(result, "getdents64(" + this + ", " + path + ")");
        }
        for (int at = 0; at < result; ) {
            long entry = kernel.scratch() + at;
            int length = NativeMemory.getShort(entry + DirentH.D_RECLEN);
            add(entry, length, entries);
            at += length;
        }
        return result > 0;
    }

    private static void add(long entry, int length, List<DirectoryEntry> entries) {
        PathName name = PathName.read(entry + DirentH.D_NAME, length - DirentH.D_NAME);
        if (!name.equals(HERE) && !name.equals(ABOVE)) {
            entries.add(new DirectoryEntry(name, FileType.ofEntry(NativeMemory.getByte(entry + DirentH.D_TYPE))));
        }
    }

    /**
     * What a name in it stands for now, {@code statx(2)}.
     *
     * @param name the name; a link is not followed
     * @return its status; null if there is no such name
     * @throws LinuxException EACCES, EIO, …
     */
    public @Nullable FileStatus status(PathName name) {
        checkName(name);
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            name.put(kernel.scratch());
            long status = kernel.scratch() + NAMES;
            int flags = StatH.AT_SYMLINK_NOFOLLOW;
            long result = kernel.call(StatH.STATX, number, kernel.scratch(), flags, StatH.STATX_BASIC_STATS, status);
            if (result == -ErrnoH.ENOENT) {
                return null;
            }
            if (result < 0) {
                throw LinuxException.of(result, "statx(" + this + ", " + path.resolve(name) + ")");
            }
            return FileStatus.read(status);
        } finally {
            leave();
        }
    }

    /**
     * Where a symbolic link in it leads, {@code readlinkat(2)}.
     *
     * @param name the link's name
     * @return what is written in it
     * @throws LinuxException ENOENT; EINVAL if it is no link
     */
    public PathName readLink(PathName name) {
        checkName(name);
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            name.put(kernel.scratch());
            long text = kernel.scratch() + NAMES;
            int room = Kernel.SCRATCH_SIZE - NAMES;
            long length = kernel.call(UnistdH.Files.READLINKAT, number, kernel.scratch(), text, room);
            if (length < 0 || length == room) { // where it fills the room it may have been cut off
                long reason = length < 0 ? length : -ErrnoH.ENAMETOOLONG;
                throw LinuxException.of(reason, "readlinkat(" + this + ", " + path.resolve(name) + ")");
            }
            return PathName.read(text, (int) length);
        } finally {
            leave();
        }
    }

    @Override
    public String kind() {
        return "directory";
    }
}
