package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import java.net.StandardProtocolFamily;

/** How a datagram endpoint is. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class DatagramOptions {
    /** Dual stack; everything else as the kernel has it. */
    public static final DatagramOptions DEFAULTS = new DatagramOptions();

    private SocketOptions socket = SocketOptions.DEFAULTS;
    private boolean reuseAddress = false;
    private boolean reusePort = false;
    private boolean dualStack = true;
    private DatagramLimits limits = DatagramLimits.DEFAULTS;
    private boolean offload = false;
    private SocketFile file = SocketFile.DEFAULTS;

    private DatagramOptions() {}

    private DatagramOptions copy() {
        DatagramOptions copy = new DatagramOptions();
        copy.socket = socket;
        copy.reuseAddress = reuseAddress;
        copy.reusePort = reusePort;
        copy.dualStack = dualStack;
        copy.limits = limits;
        copy.offload = offload;
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
    public DatagramOptions withFile(SocketFile newFile) {
        DatagramOptions copy = copy();
        copy.file = newFile;
        return copy;
    }

    /**
     * Buffers in the kernel, and the class of service.
     *
     * @return the options
     */
    public SocketOptions socket() {
        return socket;
    }

    /**
     * Other options of the socket.
     *
     * @param options those that only streams have are left out
     * @return the changed copy
     */
    public DatagramOptions withSocket(SocketOptions options) {
        DatagramOptions copy = copy();
        copy.socket = options;
        return copy;
    }

    /**
     * Whether it may take a UDP port that another socket has, {@code SO_REUSEADDR}: the last to come gets the datagrams.
     *
     * @return true if it may
     */
    public boolean reuseAddress() {
        return reuseAddress;
    }

    /**
     * Whether other sockets may share its UDP port, {@code SO_REUSEPORT}: the kernel spreads the senders over them.
     *
     * @return true if they may
     */
    public boolean reusePort() {
        return reusePort;
    }

    /**
     * With or without taking and sharing a port.
     *
     * @param address whether it may take one that another socket has
     * @param port whether others may share it
     * @return the changed copy
     */
    public DatagramOptions withReuse(boolean address, boolean port) {
        DatagramOptions copy = copy();
        copy.reuseAddress = address;
        copy.reusePort = port;
        return copy;
    }

    /**
     * Whether an endpoint on any IPv6 address takes IPv4 too.
     *
     * @return true if it does
     */
    public boolean dualStack() {
        return dualStack;
    }

    /**
     * With or without IPv4 on an IPv6 endpoint.
     *
     * @param on true for both
     * @return the changed copy
     */
    public DatagramOptions withDualStack(boolean on) {
        DatagramOptions copy = copy();
        copy.dualStack = on;
        return copy;
    }

    /**
     * How many datagrams there is memory for.
     *
     * @return the limits
     */
    public DatagramLimits limits() {
        return limits;
    }

    /**
     * With other limits.
     *
     * @param newLimits the limits
     * @return the changed copy
     */
    public DatagramOptions withLimits(DatagramLimits newLimits) {
        DatagramOptions copy = copy();
        copy.limits = newLimits;
        return copy;
    }

    /**
     * Whether several UDP datagrams of one size to or from one peer go through the kernel as one.
     *
     * @return true if they do, where the kernel can
     */
    public boolean offload() {
        return offload;
    }

    /**
     * With or without {@code UDP_GRO} and {@code UDP_SEGMENT} of {@code udp(7)}, as far as the kernel has them; the handler
     * gets single datagrams all the same. Each datagram of batch and queue then has 64 KiB of memory.
     *
     * @param on true for fewer ways through the kernel
     * @return the changed copy
     */
    public DatagramOptions withOffload(boolean on) {
        DatagramOptions copy = copy();
        copy.offload = on;
        return copy;
    }

    /** Sets what has to be set before binding. */
    void applyBefore(Socket datagrams) {
        if (datagrams.family() != StandardProtocolFamily.UNIX) {
            datagrams.set(SocketOption.REUSEADDR, reuseAddress);
            datagrams.set(SocketOption.REUSEPORT, reusePort);
        }
        if (datagrams.family() == StandardProtocolFamily.INET6) {
            datagrams.set(SocketOption.V6ONLY, !dualStack);
        }
        socket.applyBefore(datagrams);
    }
}
