package dev.carillon.net;

/** How several loops share an address. */
public enum Share {
    /**
     * Each loop has a listener of its own on the same port, {@code SO_REUSEPORT}: the kernel spreads connections by their
     * addresses, evenly over many of them. Closing one of the listeners loses what waits in its backlog (unless
     * {@code /proc/sys/net/ipv4/tcp_migrate_req} is 1). Not for Unix sockets.
     */
    REUSEPORT,
    /**
     * All loops wait for one listener, {@code EPOLLEXCLUSIVE}: one of those that have nothing to do is woken. A loop that
     * has had its share lines up again behind the others, else one would get nearly all.
     */
    EXCLUSIVE,
    /** The first loop accepts and hands the connections to all in turn: exactly even, for one wake-up a connection. */
    HAND_OFF
}
