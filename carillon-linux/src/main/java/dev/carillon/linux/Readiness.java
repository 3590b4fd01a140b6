package dev.carillon.linux;

/** Questions to epoll about one descriptor, each asked with an instance of its own: for once, not for each event. */
final class Readiness {
    private Readiness() {}

    /** Whether epoll takes the descriptor; it refuses what is always ready. */
    static boolean isPollable(Fd fd) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, Epoll.IN, 0);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EPERM) {
                return false;
            }
            throw e;
        }
    }

    /** Whether the other side of a pipe has gone. */
    static boolean isHungUp(Fd fd) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, 0, 0);
            return epoll.await(0) > 0 && (epoll.eventsOf(0) & Epoll.HUP) != 0;
        }
    }

    /** Whether a read would return at once now: with bytes, the end or an error. */
    static boolean isReadable(Fd fd) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(fd, Epoll.IN, 0);
            return epoll.await(0) > 0;
        }
    }
}
