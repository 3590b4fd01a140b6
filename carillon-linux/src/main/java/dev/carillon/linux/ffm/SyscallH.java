package dev.carillon.linux.ffm;

/**
 * {@code <sys/syscall.h>}: the numbers of system calls that are called by number, see {@link CFunction#byNumber}. A header
 * lists them for each architecture.
 */
public final class SyscallH {
    public static final int SYS_READ = Arch.X86_64 ? 0 : 63;
    public static final int SYS_WRITE = Arch.X86_64 ? 1 : 64;
    public static final int SYS_READV = Arch.X86_64 ? 19 : 65;
    public static final int SYS_WRITEV = Arch.X86_64 ? 20 : 66;
    public static final int SYS_SENDTO = Arch.X86_64 ? 44 : 206;
    public static final int SYS_RECVFROM = Arch.X86_64 ? 45 : 207;
    public static final int SYS_GETDENTS64 = Arch.X86_64 ? 217 : 61;
    public static final int SYS_ACCEPT4 = Arch.X86_64 ? 288 : 242;
    public static final int SYS_EPOLL_PWAIT = Arch.X86_64 ? 281 : 22;
    public static final int SYS_IO_URING_SETUP = 425;
    public static final int SYS_IO_URING_ENTER = 426;
    public static final int SYS_OPENAT2 = 437;
    public static final int SYS_EPOLL_PWAIT2 = 441;

    private SyscallH() {}
}
