package dev.carillon.linux.ffm;

/**
 * {@code <sys/stat.h>}: {@code statx(2)}, whose struct is the same on every architecture, unlike {@code struct stat}.
 */
public final class StatH {
    public static final CFunction STATX = CFunction.returningInt("statx");

    /** Linked when first used. */
    public static final class Modes {
        public static final CFunction FCHMOD = CFunction.returningInt("fchmod");

        private Modes() {}
    }

    public static final int AT_EMPTY_PATH = 0x1000;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int STATX_TYPE = 1;
    public static final int STATX_BASIC_STATS = 0x7FF;

    /** {@code struct statx}. */
    public static final int STATX_SIZE = 256;

    public static final int STX_MODE = 28;
    public static final int STX_INO = 32;
    public static final int STX_SIZE = 40;
    public static final int STX_CTIME = 96;
    public static final int STX_MTIME = 112;

    public static final int S_IFMT = 0xF000;
    public static final int S_IFIFO = 0x1000;
    public static final int S_IFCHR = 0x2000;
    public static final int S_IFDIR = 0x4000;
    public static final int S_IFBLK = 0x6000;
    public static final int S_IFREG = 0x8000;
    public static final int S_IFLNK = 0xA000;
    public static final int S_IFSOCK = 0xC000;

    private StatH() {}
}
