package dev.carillon.net;

/** How a listener is. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class ListenerOptions {
    /** A backlog of 1,024, dual stack, no limits but those of the machine. */
    public static final ListenerOptions DEFAULTS = new ListenerOptions();

    private ConnectionOptions connections = ConnectionOptions.DEFAULTS;
    private int backlog = 1024;
    private boolean reusePort = false;
    private boolean dualStack = true;
    private int maxConnections = 0;
    private int maxPerAddress = 0;
    private SocketFile file = SocketFile.DEFAULTS;

    private ListenerOptions() {}

    private ListenerOptions copy() {
        ListenerOptions copy = new ListenerOptions();
        copy.connections = connections;
        copy.backlog = backlog;
        copy.reusePort = reusePort;
        copy.dualStack = dualStack;
        copy.maxConnections = maxConnections;
        copy.maxPerAddress = maxPerAddress;
        copy.file = file;
        return copy;
    }

    /**
     * Whose the file of a Unix socket is.
     *
     * @return its owner, group and mode
     */
    public SocketFile file() {
        return file;
    }

    /**
     * With another owner, group or mode of the file of a Unix socket.
     *
     * @param newFile the three
     * @return the changed copy
     */
    public ListenerOptions withFile(SocketFile newFile) {
        ListenerOptions copy = copy();
        copy.file = newFile;
        return copy;
    }

    /**
     * How what it accepts is.
     *
     * @return the options
     */
    public ConnectionOptions connections() {
        return connections;
    }

    /**
     * Other connections.
     *
     * @param options how they are
     * @return the changed copy
     */
    public ListenerOptions withConnections(ConnectionOptions options) {
        ListenerOptions copy = copy();
        copy.connections = options;
        return copy;
    }

    /**
     * How many connections may wait in the kernel to be accepted; at most {@code /proc/sys/net/core/somaxconn}.
     *
     * @return 1 or more
     */
    public int backlog() {
        return backlog;
    }

    /**
     * Another backlog.
     *
     * @param newBacklog 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public ListenerOptions withBacklog(int newBacklog) {
        if (newBacklog < 1) {
            throw new IllegalArgumentException("a backlog is 1 connection or more, not " + newBacklog);
        }
        ListenerOptions copy = copy();
        copy.backlog = newBacklog;
        return copy;
    }

    /**
     * Whether other sockets may listen on the same address, {@code SO_REUSEPORT}.
     *
     * @return true if they may
     */
    public boolean reusePort() {
        return reusePort;
    }

    /**
     * With or without sharing the address.
     *
     * @param on true to share it
     * @return the changed copy
     */
    public ListenerOptions withReusePort(boolean on) {
        ListenerOptions copy = copy();
        copy.reusePort = on;
        return copy;
    }

    /**
     * Whether a listener on any IPv6 address takes IPv4 too.
     *
     * @return true if it does
     */
    public boolean dualStack() {
        return dualStack;
    }

    /**
     * With or without IPv4 on an IPv6 listener.
     *
     * @param on true for both
     * @return the changed copy
     */
    public ListenerOptions withDualStack(boolean on) {
        ListenerOptions copy = copy();
        copy.dualStack = on;
        return copy;
    }

    /**
     * How many connections there may be at once. Further ones wait in the backlog.
     *
     * @return 0 for no limit of ours
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * How many connections there may be at once from one IPv4 address, or from one IPv6 network of 64 bits. Further ones are
     * closed.
     *
     * @return 0 for no limit
     */
    public int maxPerAddress() {
        return maxPerAddress;
    }

    /**
     * With other limits.
     *
     * @param atOnce how many connections there may be, 0 for no limit
     * @param perAddress how many of them from one IP address, 0 for no limit
     * @return the changed copy
     * @throws IllegalArgumentException if one is negative
     */
    public ListenerOptions withLimits(int atOnce, int perAddress) {
        if (atOnce < 0 || perAddress < 0) {
            throw new IllegalArgumentException(
                    "a limit of connections is 0 (none) or more, not " + Math.min(atOnce, perAddress));
        }
        ListenerOptions copy = copy();
        copy.maxConnections = atOnce;
        copy.maxPerAddress = perAddress;
        return copy;
    }
}
