package dev.carillon.linux.ffm;

/** {@code <fcntl.h>} and {@code <sys/ioctl.h>}. */
public final class FcntlH {
    public static final CFunction OPEN = CFunction.returningInt("open");
    public static final CFunction FCNTL = CFunction.returningInt("fcntl");
    public static final CFunction IOCTL = CFunction.returningInt("ioctl");

    /** Linked when first used. */
    public static final class Splicing {
        public static final CFunction SPLICE = CFunction.returningLong("splice");

        public static final int SPLICE_F_MOVE = 1;
        public static final int SPLICE_F_NONBLOCK = 2;

        private Splicing() {}
    }

    /** Linked when first used. */
    public static final class Directories {
        public static final CFunction OPENAT = CFunction.returningInt("openat");

        private Directories() {}
    }

    /** In place of a directory: the current one. */
    public static final int AT_FDCWD = -100;

    /** The bytes of a path that one call takes, its zero included; {@code <limits.h>}. */
    public static final int PATH_MAX = 4096;

    /** The bytes of a name; {@code <limits.h>}. */
    public static final int NAME_MAX = 255;

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    /** Differs by architecture: {@code asm/fcntl.h}. */
    public static final int O_DIRECTORY = Arch.X86_64 ? 0x10000 : 0x4000;
    /** Differs by architecture: {@code asm/fcntl.h}. */
    public static final int O_NOFOLLOW = Arch.X86_64 ? 0x20000 : 0x8000;

    public static final int O_PATH = 0x200000;

    public static final int F_DUPFD = 0;
    public static final int F_GETFD = 1;
    public static final int F_SETFD = 2;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_SETPIPE_SZ = 1031;
    public static final int F_GETPIPE_SZ = 1032;
    public static final int FD_CLOEXEC = 1;

    public static final int FIONREAD = 0x541B;
    public static final int TIOCGWINSZ = 0x5413;

    private FcntlH() {}
}
