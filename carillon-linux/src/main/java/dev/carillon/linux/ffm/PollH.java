package dev.carillon.linux.ffm;

/** {@code <poll.h>}. */
public final class PollH {
    public static final CFunction PPOLL = CFunction.returningInt("ppoll");

    public static final int POLLIN = 0x1;
    public static final int POLLPRI = 0x2;
    public static final int POLLOUT = 0x4;
    public static final int POLLERR = 0x8;
    public static final int POLLHUP = 0x10;
    public static final int POLLNVAL = 0x20;
    public static final int POLLRDHUP = 0x2000;

    /** {@code struct pollfd}. */
    public static final int POLLFD_SIZE = 8;

    public static final int POLLFD_FD = 0;
    public static final int POLLFD_EVENTS = 4;
    public static final int POLLFD_REVENTS = 6;

    private PollH() {}
}
