package dev.carillon.linux.ffm;

/** {@code <linux/openat2.h>}: {@code openat2(2)}, for which libc has no function. */
public final class Openat2H {
    public static final CFunction OPENAT2 = CFunction.byNumber("openat2", SyscallH.SYS_OPENAT2);

    /** {@code struct open_how}. */
    public static final int HOW_SIZE = 24;

    public static final int HOW_FLAGS = 0;
    public static final int HOW_MODE = 8;
    public static final int HOW_RESOLVE = 16;

    public static final int RESOLVE_NO_MAGICLINKS = 0x02;
    public static final int RESOLVE_NO_SYMLINKS = 0x04;
    public static final int RESOLVE_BENEATH = 0x08;

    private Openat2H() {}
}
