package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import java.net.StandardProtocolFamily;
import java.util.Optional;

/**
 * Options of a connection's socket, {@code tcp(7)}, {@code socket(7)}. Those that its kind does not have are left out.
 * Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}.
 */
public final class SocketOptions {
    /** NODELAY; everything else as the kernel has it. */
    public static final SocketOptions DEFAULTS = new SocketOptions();

    private static final int GREATEST_DSCP = 63;
    private static final int ECN_BITS = 2;

    private boolean noDelay = true;
    private Optional<KeepAlive> keepAlive = Optional.empty();
    private int sendBuffer = 0;
    private int receiveBuffer = 0;
    private int dscp = 0;

    private SocketOptions() {}

    private SocketOptions copy() {
        SocketOptions copy = new SocketOptions();
        copy.noDelay = noDelay;
        copy.keepAlive = keepAlive;
        copy.sendBuffer = sendBuffer;
        copy.receiveBuffer = receiveBuffer;
        copy.dscp = dscp;
        return copy;
    }

    /**
     * Whether small segments are sent at once.
     *
     * @return true if they are
     */
    public boolean noDelay() {
        return noDelay;
    }

    /**
     * With or without collecting small segments.
     *
     * @param on true to send them at once
     * @return the changed copy
     */
    public SocketOptions withNoDelay(boolean on) {
        SocketOptions copy = copy();
        copy.noDelay = on;
        return copy;
    }

    /**
     * How silent connections are probed.
     *
     * @return empty if they are not
     */
    public Optional<KeepAlive> keepAlive() {
        return keepAlive;
    }

    /**
     * With probes of silent connections.
     *
     * @param times their times
     * @return the changed copy
     */
    public SocketOptions withKeepAlive(KeepAlive times) {
        SocketOptions copy = copy();
        copy.keepAlive = Optional.of(times);
        return copy;
    }

    /**
     * Bytes of the kernel's send buffer.
     *
     * @return 0 if the kernel sizes it by need
     */
    public int sendBuffer() {
        return sendBuffer;
    }

    /**
     * Bytes of the kernel's receive buffer.
     *
     * @return 0 if the kernel sizes it by need
     */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    /**
     * With other buffers in the kernel.
     *
     * @param send bytes; 0 leaves it to the kernel
     * @param receive bytes; 0 leaves it to the kernel
     * @return the changed copy
     * @throws IllegalArgumentException if one is negative
     */
    public SocketOptions withBuffers(int send, int receive) {
        if (send < 0 || receive < 0) {
            throw new IllegalArgumentException(
                    "a buffer size is 0 (the kernel's own choice) or more bytes, not " + Math.min(send, receive));
        }
        SocketOptions copy = copy();
        copy.sendBuffer = send;
        copy.receiveBuffer = receive;
        return copy;
    }

    /**
     * The class of service that routers see, RFC 2474.
     *
     * @return 0 to 63
     */
    public int dscp() {
        return dscp;
    }

    /**
     * With another class of service.
     *
     * @param newDscp 0 to 63
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public SocketOptions withDscp(int newDscp) {
        if (newDscp < 0 || newDscp > GREATEST_DSCP) {
            throw new IllegalArgumentException("a DSCP is 0 to " + GREATEST_DSCP + ", not " + newDscp);
        }
        SocketOptions copy = copy();
        copy.dscp = newDscp;
        return copy;
    }

    /** Sets those that have to be set before connecting or listening; accepted sockets inherit them. */
    void applyBefore(Socket socket) {
        if (sendBuffer > 0) {
            socket.set(SocketOption.SNDBUF, sendBuffer);
        }
        if (receiveBuffer > 0) {
            socket.set(SocketOption.RCVBUF, receiveBuffer);
        }
        if (socket.family() != StandardProtocolFamily.UNIX) {
            applyInternet(socket);
        }
    }

    private void applyInternet(Socket socket) {
        if (dscp > 0) {
            if (socket.family() == StandardProtocolFamily.INET6) {
                socket.set(SocketOption.TCLASS, dscp << ECN_BITS);
            }
            socket.set(SocketOption.TOS, dscp << ECN_BITS); // what an IPv6 socket sends over IPv4 has this one
        }
        if (socket.type() == SocketType.STREAM) {
            // Inherited by what the listener accepts, so that accepting costs no further call.
            socket.set(SocketOption.NODELAY, noDelay);
            keepAlive.ifPresent(probes -> probes.apply(socket));
        }
    }
}
