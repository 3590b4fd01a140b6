package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import java.net.StandardProtocolFamily;

/**
 * How a datagram endpoint is. Immutable; each method gives a changed copy of {@link #DEFAULTS}.
 *
 * @param socket buffers in the kernel, and the class of service
 * @param reuseAddress whether it may take a UDP port that another socket has, {@code SO_REUSEADDR}: the last to come gets
 *     the datagrams
 * @param reusePort whether other sockets may share its UDP port, {@code SO_REUSEPORT}: the kernel spreads the senders over
 *     them
 * @param dualStack whether an endpoint on any IPv6 address takes IPv4 too
 * @param limits how many datagrams there is memory for
 * @param offload whether several UDP datagrams of one size to or from one peer go through the kernel as one
 */
public record DatagramOptions(
        SocketOptions socket,
        boolean reuseAddress,
        boolean reusePort,
        boolean dualStack,
        DatagramLimits limits,
        boolean offload) {
    /** Dual stack; everything else as the kernel has it. */
    public static final DatagramOptions DEFAULTS =
            new DatagramOptions(SocketOptions.DEFAULTS, false, false, true, DatagramLimits.DEFAULTS, false);

    /**
     * Other options of the socket.
     *
     * @param options those that only streams have are left out
     * @return the changed copy
     */
    public DatagramOptions withSocket(SocketOptions options) {
        return new DatagramOptions(options, reuseAddress, reusePort, dualStack, limits, offload);
    }

    /**
     * With or without taking and sharing a port.
     *
     * @param address whether it may take one that another socket has
     * @param port whether others may share it
     * @return the changed copy
     */
    public DatagramOptions withReuse(boolean address, boolean port) {
        return new DatagramOptions(socket, address, port, dualStack, limits, offload);
    }

    /**
     * With or without IPv4 on an IPv6 endpoint.
     *
     * @param on true for both
     * @return the changed copy
     */
    public DatagramOptions withDualStack(boolean on) {
        return new DatagramOptions(socket, reuseAddress, reusePort, on, limits, offload);
    }

    /**
     * With other limits.
     *
     * @param newLimits the limits
     * @return the changed copy
     */
    public DatagramOptions withLimits(DatagramLimits newLimits) {
        return new DatagramOptions(socket, reuseAddress, reusePort, dualStack, newLimits, offload);
    }

    /**
     * With or without {@code UDP_GRO} and {@code UDP_SEGMENT} of {@code udp(7)}, as far as the kernel has them; the handler
     * gets single datagrams all the same. Each datagram of batch and queue then has 64 KiB of memory.
     *
     * @param on true for fewer ways through the kernel
     * @return the changed copy
     */
    public DatagramOptions withOffload(boolean on) {
        return new DatagramOptions(socket, reuseAddress, reusePort, dualStack, limits, on);
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
