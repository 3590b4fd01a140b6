package dev.carillon.linux.ffm;

/** {@code <sys/epoll.h>}: functions, constants, and {@code struct epoll_event}. */
public final class EpollH {
    public static final CFunction CREATE1 = CFunction.returningInt("epoll_create1");
    public static final CFunction CTL = CFunction.returningInt("epoll_ctl");
    /** As {@code epoll_pwait(2)} without a signal mask: aarch64 has no other. */
    public static final CFunction WAIT = CFunction.byNumber("epoll_wait", SyscallH.SYS_EPOLL_PWAIT);
    /** Without a signal mask, whose size would be the sixth argument. Since Linux 5.11. */
    public static final CFunction PWAIT2 = CFunction.byNumber("epoll_pwait2", SyscallH.SYS_EPOLL_PWAIT2);

    public static final int EPOLL_CLOEXEC = 0x80000;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLL_CTL_DEL = 2;
    public static final int EPOLL_CTL_MOD = 3;

    public static final int EPOLLIN = 0x1;
    public static final int EPOLLPRI = 0x2;
    public static final int EPOLLOUT = 0x4;
    public static final int EPOLLERR = 0x8;
    public static final int EPOLLHUP = 0x10;
    public static final int EPOLLRDBAND = 0x80;
    public static final int EPOLLRDHUP = 0x2000;
    public static final int EPOLLEXCLUSIVE = 1 << 28;
    public static final int EPOLLWAKEUP = 1 << 29;
    public static final int EPOLLONESHOT = 1 << 30;
    public static final int EPOLLET = 1 << 31;

    /** {@code struct epoll_event} is packed on x86-64 and on no other architecture. */
    public static final int EVENT_SIZE = Arch.X86_64 ? 12 : 16;

    public static final int EVENT_EVENTS = 0;
    public static final int EVENT_DATA = Arch.X86_64 ? 4 : 8;

    private EpollH() {}
}
