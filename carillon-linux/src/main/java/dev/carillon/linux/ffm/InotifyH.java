package dev.carillon.linux.ffm;

/** {@code <sys/inotify.h>}: functions, constants, and {@code struct inotify_event}. */
public final class InotifyH {
    public static final CFunction INIT1 = CFunction.returningInt("inotify_init1");
    public static final CFunction ADD_WATCH = CFunction.returningInt("inotify_add_watch");
    public static final CFunction RM_WATCH = CFunction.returningInt("inotify_rm_watch");

    public static final int IN_NONBLOCK = 0x800;
    public static final int IN_CLOEXEC = 0x80000;

    public static final int IN_ACCESS = 0x1;
    public static final int IN_MODIFY = 0x2;
    public static final int IN_ATTRIB = 0x4;
    public static final int IN_CLOSE_WRITE = 0x8;
    public static final int IN_CLOSE_NOWRITE = 0x10;
    public static final int IN_OPEN = 0x20;
    public static final int IN_MOVED_FROM = 0x40;
    public static final int IN_MOVED_TO = 0x80;
    public static final int IN_CREATE = 0x100;
    public static final int IN_DELETE = 0x200;
    public static final int IN_DELETE_SELF = 0x400;
    public static final int IN_MOVE_SELF = 0x800;
    public static final int IN_ALL_EVENTS = 0xFFF;

    public static final int IN_UNMOUNT = 0x2000;
    public static final int IN_Q_OVERFLOW = 0x4000;
    public static final int IN_IGNORED = 0x8000;

    public static final int IN_ONLYDIR = 1 << 24;
    public static final int IN_DONT_FOLLOW = 1 << 25;
    public static final int IN_EXCL_UNLINK = 1 << 26;
    public static final int IN_MASK_CREATE = 1 << 28;
    public static final int IN_MASK_ADD = 1 << 29;
    public static final int IN_ISDIR = 1 << 30;
    public static final int IN_ONESHOT = 1 << 31;

    /** {@code struct inotify_event} without the name that follows it. */
    public static final int EVENT_SIZE = 16;

    public static final int EVENT_WD = 0;
    public static final int EVENT_MASK = 4;
    public static final int EVENT_COOKIE = 8;
    public static final int EVENT_LEN = 12;
    public static final int EVENT_NAME = 16;

    private InotifyH() {}
}
