package dev.carillon.linux.ffm;

import org.jspecify.annotations.Nullable;

/** {@code <sys/pidfd.h>} and {@code <linux/pidfd.h>}: functions, system call numbers, and {@code struct pidfd_info}. */
public final class PidfdH {
    /** Since glibc 2.36; null on an older one. */
    public static final @Nullable CFunction OPEN = CFunction.intOrNull("pidfd_open");

    /** Since glibc 2.36; null on an older one. */
    public static final @Nullable CFunction SEND_SIGNAL = CFunction.intOrNull("pidfd_send_signal");

    /** {@code <asm/unistd.h>}: calls as new as these have one number on all architectures. */
    public static final int SYS_PIDFD_SEND_SIGNAL = 424;

    public static final int SYS_PIDFD_OPEN = 434;

    /** {@code _IOWR(0xFF, 11, struct pidfd_info)} with the struct's first published size, Linux 6.13. */
    public static final long PIDFD_GET_INFO = 0xC040FF0BL;

    /** Linux 6.9; EINVAL before. */
    public static final int PIDFD_SIGNAL_PROCESS_GROUP = 1 << 2;

    public static final int PIDFD_INFO_PID = 1;
    public static final int PIDFD_INFO_CREDS = 1 << 1;
    public static final int PIDFD_INFO_CGROUPID = 1 << 2;
    /** Linux 6.15. */
    public static final int PIDFD_INFO_EXIT = 1 << 3;

    /** {@code PIDFD_INFO_SIZE_VER0}: the fields below, which every kernel with the ioctl has. */
    public static final int INFO_SIZE = 64;

    public static final int INFO_MASK = 0;
    public static final int INFO_CGROUPID = 8;
    public static final int INFO_PID = 16;
    public static final int INFO_TGID = 20;
    public static final int INFO_PPID = 24;
    public static final int INFO_RUID = 28;
    public static final int INFO_EXIT_CODE = 60;

    private PidfdH() {}
}
