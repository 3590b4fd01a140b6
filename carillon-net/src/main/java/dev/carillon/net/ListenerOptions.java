package dev.carillon.net;

/**
 * How a listener is. Immutable; each method gives a changed copy of {@link #DEFAULTS}.
 *
 * @param connections how what it accepts is
 * @param backlog how many connections may wait in the kernel to be accepted, 1 or more; at most
 *     {@code /proc/sys/net/core/somaxconn}
 * @param reusePort whether other sockets may listen on the same address, {@code SO_REUSEPORT}
 * @param dualStack whether a listener on any IPv6 address takes IPv4 too
 * @param maxConnections how many there may be at once; 0 for no limit of ours. Further ones wait in the backlog
 * @param maxPerAddress how many there may be at once from one IP address; 0 for no limit. Further ones are closed
 */
public record ListenerOptions(
        ConnectionOptions connections,
        int backlog,
        boolean reusePort,
        boolean dualStack,
        int maxConnections,
        int maxPerAddress) {
    /** A backlog of 1,024, dual stack, no limits but those of the machine. */
    public static final ListenerOptions DEFAULTS =
            new ListenerOptions(ConnectionOptions.DEFAULTS, 1024, false, true, 0, 0);

    /** Refuses what cannot work. */
    public ListenerOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("a backlog is 1 connection or more, not " + backlog);
        }
        if (maxConnections < 0 || maxPerAddress < 0) {
            throw new IllegalArgumentException(
                    "a limit of connections is 0 (none) or more, not " + Math.min(maxConnections, maxPerAddress));
        }
    }

    /**
     * Other connections.
     *
     * @param options how they are
     * @return the changed copy
     */
    public ListenerOptions withConnections(ConnectionOptions options) {
        return new ListenerOptions(options, backlog, reusePort, dualStack, maxConnections, maxPerAddress);
    }

    /**
     * Another backlog.
     *
     * @param newBacklog 1 or more
     * @return the changed copy
     */
    public ListenerOptions withBacklog(int newBacklog) {
        return new ListenerOptions(connections, newBacklog, reusePort, dualStack, maxConnections, maxPerAddress);
    }

    /**
     * With or without sharing the address.
     *
     * @param on true to share it
     * @return the changed copy
     */
    public ListenerOptions withReusePort(boolean on) {
        return new ListenerOptions(connections, backlog, on, dualStack, maxConnections, maxPerAddress);
    }

    /**
     * With or without IPv4 on an IPv6 listener.
     *
     * @param on true for both
     * @return the changed copy
     */
    public ListenerOptions withDualStack(boolean on) {
        return new ListenerOptions(connections, backlog, reusePort, on, maxConnections, maxPerAddress);
    }

    /**
     * With other limits.
     *
     * @param atOnce how many connections there may be, 0 for no limit
     * @param perAddress how many of them from one IP address, 0 for no limit
     * @return the changed copy
     */
    public ListenerOptions withLimits(int atOnce, int perAddress) {
        return new ListenerOptions(connections, backlog, reusePort, dualStack, atOnce, perAddress);
    }
}
