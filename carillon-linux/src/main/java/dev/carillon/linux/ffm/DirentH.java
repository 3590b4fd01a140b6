package dev.carillon.linux.ffm;

/** {@code <dirent.h>}: {@code getdents64(2)} and the struct it writes. */
public final class DirentH {
    /** glibc has it since 2.30 only, and its buffered readdir gives names one at a time. */
    public static final CFunction GETDENTS64 = CFunction.byNumber("getdents64", SyscallH.SYS_GETDENTS64);

    /** {@code struct dirent64}, each as long as it says itself. */
    public static final int D_RECLEN = 16;

    public static final int D_TYPE = 18;
    public static final int D_NAME = 19;

    public static final int DT_UNKNOWN = 0;
    public static final int DT_FIFO = 1;
    public static final int DT_CHR = 2;
    public static final int DT_DIR = 4;
    public static final int DT_BLK = 6;
    public static final int DT_REG = 8;
    public static final int DT_LNK = 10;
    public static final int DT_SOCK = 12;

    private DirentH() {}
}
