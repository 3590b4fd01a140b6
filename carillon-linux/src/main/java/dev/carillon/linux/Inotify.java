package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.InotifyH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What happens to files and in directories, {@code inotify(7)}. Non-blocking and close-on-exec; for one thread at a
 * time.
 *
 * <p>A directory's watch reports its entries, not those of directories below it. Changes made through memory maps, and
 * on network file systems by other machines, are not reported. When more events wait than
 * {@code /proc/sys/fs/inotify/max_queued_events} the kernel drops the rest and says so with one event of its own
 * ({@link InotifyEvent#isOverflow}): what is on disk has to be read again then.
 */
public final class Inotify extends Fd {
    /** It was read, {@code IN_ACCESS}. */
    public static final int ACCESS = InotifyH.IN_ACCESS;
    /** It was written or truncated, {@code IN_MODIFY}. */
    public static final int MODIFY = InotifyH.IN_MODIFY;
    /** Permissions, owner, times or links changed, {@code IN_ATTRIB}. */
    public static final int ATTRIB = InotifyH.IN_ATTRIB;
    /** Closed by somebody who had it open for writing, {@code IN_CLOSE_WRITE}. */
    public static final int CLOSE_WRITE = InotifyH.IN_CLOSE_WRITE;
    /** Closed by somebody who only read, {@code IN_CLOSE_NOWRITE}. */
    public static final int CLOSE_NOWRITE = InotifyH.IN_CLOSE_NOWRITE;
    /** Opened, {@code IN_OPEN}. */
    public static final int OPEN = InotifyH.IN_OPEN;
    /** An entry was renamed away; the cookie leads to its {@link #MOVED_TO}, {@code IN_MOVED_FROM}. */
    public static final int MOVED_FROM = InotifyH.IN_MOVED_FROM;
    /** An entry was renamed to here, {@code IN_MOVED_TO}. */
    public static final int MOVED_TO = InotifyH.IN_MOVED_TO;
    /** An entry was made, {@code IN_CREATE}. */
    public static final int CREATE = InotifyH.IN_CREATE;
    /** An entry was removed, {@code IN_DELETE}. */
    public static final int DELETE = InotifyH.IN_DELETE;
    /** The watched file or directory itself was removed, {@code IN_DELETE_SELF}. */
    public static final int DELETE_SELF = InotifyH.IN_DELETE_SELF;
    /** The watched file or directory itself was renamed, {@code IN_MOVE_SELF}. */
    public static final int MOVE_SELF = InotifyH.IN_MOVE_SELF;
    /** All of the above, {@code IN_ALL_EVENTS}. */
    public static final int ALL_EVENTS = InotifyH.IN_ALL_EVENTS;

    /** To add: fail unless it is a directory, {@code IN_ONLYDIR}. */
    public static final int ONLYDIR = InotifyH.IN_ONLYDIR;
    /** To add: watch a symbolic link, not what it leads to, {@code IN_DONT_FOLLOW}. */
    public static final int DONT_FOLLOW = InotifyH.IN_DONT_FOLLOW;
    /** To add: say nothing of entries that were removed but are still open, {@code IN_EXCL_UNLINK}. */
    public static final int EXCL_UNLINK = InotifyH.IN_EXCL_UNLINK;
    /** To add: fail if it is watched already, {@code IN_MASK_CREATE}. */
    public static final int MASK_CREATE = InotifyH.IN_MASK_CREATE;
    /** To add: keep what it is watched for already, {@code IN_MASK_ADD}. */
    public static final int MASK_ADD = InotifyH.IN_MASK_ADD;
    /** To add: end the watch after one event, {@code IN_ONESHOT}. */
    public static final int ONESHOT = InotifyH.IN_ONESHOT;

    /** In events: the file system was unmounted, {@code IN_UNMOUNT}. */
    public static final int UNMOUNT = InotifyH.IN_UNMOUNT;
    /** In events: the queue was full and events are lost, {@code IN_Q_OVERFLOW}. */
    public static final int Q_OVERFLOW = InotifyH.IN_Q_OVERFLOW;
    /** In events: the watch has ended and its number may be given again, {@code IN_IGNORED}. */
    public static final int IGNORED = InotifyH.IN_IGNORED;
    /** In events: the entry is a directory, {@code IN_ISDIR}. */
    public static final int ISDIR = InotifyH.IN_ISDIR;

    private static final int OPTIONS = ONLYDIR | DONT_FOLLOW | EXCL_UNLINK | MASK_CREATE | MASK_ADD | ONESHOT;
    private static final int BUFFER_SIZE = 16 * 1024;

    private final NativeMemory buffer = NativeMemory.allocate(BUFFER_SIZE);
    private int next;
    private int end;

    private Inotify(int number) {
        super(number);
    }

    /**
     * An instance that watches nothing yet.
     *
     * @return the new instance
     * @throws LinuxException EMFILE beyond {@code /proc/sys/fs/inotify/max_user_instances} or the process's descriptors
     */
    public static Inotify open() {
        long result = Kernel.current().call(InotifyH.INIT1, InotifyH.IN_CLOEXEC | InotifyH.IN_NONBLOCK);
        if (result == -ErrnoH.EMFILE) {
            throw LinuxException.of(
                    result, "inotify_init1()", "raise /proc/sys/fs/inotify/max_user_instances or RLIMIT_NOFILE");
        }
        return new Inotify(LinuxException.check(result, "inotify_init1()"));
    }

    /**
     * Watches a file or a directory. Adding the same file again, also by another name, changes what it is watched for.
     *
     * @param path what to watch; must exist and be readable
     * @param mask at least one of {@link #ACCESS} … {@link #MOVE_SELF}, with {@link #ONLYDIR} … {@link #ONESHOT} as
     *     wished
     * @return the watch descriptor, 1 or greater, which comes back with the events
     * @throws IllegalArgumentException for a mask the kernel refuses
     * @throws LinuxException ENOENT, EACCES, ENOTDIR with {@link #ONLYDIR}, EEXIST with {@link #MASK_CREATE}, ENOSPC
     *     beyond {@code /proc/sys/fs/inotify/max_user_watches}
     */
    public int add(Path path, int mask) {
        return add(PathName.of(path), mask);
    }

    /**
     * As {@link #add(Path, int)}.
     *
     * @param path what to watch
     * @param mask as there
     * @return as there
     * @throws LinuxException as there; ENAMETOOLONG for paths of more than 4,095 bytes, which
     *     {@link #add(Directory, PathName, int)} can reach
     */
    public int add(PathName path, int mask) {
        return add(path, mask, path);
    }

    /**
     * As {@link #add(Path, int)}, however deep it is. Needs {@code /proc}.
     *
     * @param directory where to look
     * @param name a name in it; empty for the directory itself
     * @param mask as there
     * @return as there
     * @throws LinuxException as there
     */
    public int add(Directory directory, PathName name, int mask) {
        int at = directory.enter();
        try {
            PathName link = PathName.of("/proc/self/fd/" + at);
            return add(link.resolve(name), mask, directory.path().resolve(name));
        } finally {
            directory.leave();
        }
    }

    private int add(PathName path, int mask, PathName shown) {
        checkMask(mask);
        long result = path.length() < FcntlH.PATH_MAX ? tryAdd(path, mask) : -ErrnoH.ENAMETOOLONG;
        if (result < 0) {
            throw LinuxException.of(result, "inotify_add_watch(" + this + ", " + shown + ")", adviceForAdd(result));
        }
        return (int) result;
    }

    private long tryAdd(PathName path, int mask) {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            path.put(kernel.scratch());
            return kernel.call(InotifyH.ADD_WATCH, number, kernel.scratch(), mask);
        } finally {
            leave();
        }
    }

    private static void checkMask(int mask) {
        if ((mask & ALL_EVENTS) == 0) {
            throw new IllegalArgumentException("an inotify watch needs at least one event, such as Inotify.CREATE");
        }
        int unknown = mask & ~(ALL_EVENTS | OPTIONS);
        if (unknown != 0) {
            throw new IllegalArgumentException("an inotify watch takes ACCESS to MOVE_SELF and the options ONLYDIR to "
                    + "ONESHOT, not 0x" + Integer.toHexString(unknown));
        }
        if ((mask & MASK_ADD) != 0 && (mask & MASK_CREATE) != 0) {
            throw new IllegalArgumentException("IN_MASK_CREATE does not go with IN_MASK_ADD");
        }
    }

    private static String adviceForAdd(long result) {
        return switch ((int) -result) {
            case ErrnoH.ENOSPC -> "raise /proc/sys/fs/inotify/max_user_watches";
            case ErrnoH.EACCES -> "to watch it takes the permission to read it";
            case ErrnoH.EEXIST -> "it is watched already, and IN_MASK_CREATE refuses to change that";
            default -> "";
        };
    }

    /**
     * Ends a watch. One more event comes for it, with {@link #IGNORED}; only after that may its number be given again.
     *
     * @param watch what {@link #add} returned
     * @return false if the watch had ended already, for example because the file is gone
     * @throws LinuxException if the kernel refuses
     */
    public boolean remove(int watch) {
        long result = call(InotifyH.RM_WATCH, watch, 0, 0);
        if (result == -ErrnoH.EINVAL) {
            return false;
        }
        LinuxException.check(result, "inotify_rm_watch(" + this + ", " + watch + ")");
        return true;
    }

    /**
     * The next event. The kernel is asked for up to 16 KiB of them at once.
     *
     * @return it, or null if none is waiting
     * @throws LinuxException if the kernel refuses
     */
    public @Nullable InotifyEvent read() {
        int number = enter(); // refuses a closed instance also while events wait in the buffer
        try {
            if (next == end && !fill(number)) {
                return null;
            }
        } finally {
            leave();
        }
        long at = buffer.address() + next;
        int nameLength = NativeMemory.getInt(at + InotifyH.EVENT_LEN);
        next += InotifyH.EVENT_SIZE + nameLength;
        return new InotifyEvent(
                NativeMemory.getInt(at + InotifyH.EVENT_WD),
                NativeMemory.getInt(at + InotifyH.EVENT_MASK),
                NativeMemory.getInt(at + InotifyH.EVENT_COOKIE),
                nameLength == 0 ? PathName.EMPTY : PathName.read(at + InotifyH.EVENT_NAME, nameLength));
    }

    /**
     * Whether events were taken from the kernel that {@link #read} has not returned yet.
     *
     * @return true if the next read needs no system call
     */
    public boolean hasBuffered() {
        return next < end;
    }

    private boolean fill(int number) {
        try (Kernel kernel = Kernel.lease()) {
            long result = kernel.retry(UnistdH.READ, number, buffer.address(), BUFFER_SIZE);
            if (result == -ErrnoH.EAGAIN) {
                return false;
            }
            next = 0;
            end = LinuxException.check(result, "read(" + this + ")");
            return end > 0;
        }
    }

    @Override
    public String kind() {
        return "inotify";
    }
}
