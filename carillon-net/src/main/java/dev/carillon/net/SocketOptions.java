package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * Options of a connection's socket, {@code tcp(7)}, {@code socket(7)}. Those that its kind does not have are left out.
 * Immutable.
 *
 * @param noDelay send small segments at once
 * @param keepAlive probe silent connections; null to leave that off
 * @param sendBuffer bytes of the kernel's send buffer; 0 leaves it to the kernel, which sizes it by need
 * @param receiveBuffer bytes of the kernel's receive buffer; 0 leaves it to the kernel
 * @param dscp the class of service that routers see, RFC 2474, 0 to 63
 */
public record SocketOptions(
        boolean noDelay, @Nullable KeepAlive keepAlive, int sendBuffer, int receiveBuffer, int dscp) {
    /** NODELAY; everything else as the kernel has it. */
    public static final SocketOptions DEFAULTS = new SocketOptions(true, null, 0, 0, 0);

    private static final int GREATEST_DSCP = 63;
    private static final int ECN_BITS = 2;

    /** Refuses what cannot work. */
    public SocketOptions {
        if (sendBuffer < 0 || receiveBuffer < 0) {
            throw new IllegalArgumentException("a buffer size is 0 (the kernel's own choice) or more bytes, not "
                    + Math.min(sendBuffer, receiveBuffer));
        }
        if (dscp < 0 || dscp > GREATEST_DSCP) {
            throw new IllegalArgumentException("a DSCP is 0 to " + GREATEST_DSCP + ", not " + dscp);
        }
    }

    /**
     * With or without collecting small segments.
     *
     * @param on true to send them at once
     * @return the changed copy
     */
    public SocketOptions withNoDelay(boolean on) {
        return new SocketOptions(on, keepAlive, sendBuffer, receiveBuffer, dscp);
    }

    /**
     * With probes of silent connections.
     *
     * @param times their times; null for no probes
     * @return the changed copy
     */
    public SocketOptions withKeepAlive(@Nullable KeepAlive times) {
        return new SocketOptions(noDelay, times, sendBuffer, receiveBuffer, dscp);
    }

    /**
     * With other buffers in the kernel.
     *
     * @param send bytes; 0 leaves it to the kernel
     * @param receive bytes; 0 leaves it to the kernel
     * @return the changed copy
     */
    public SocketOptions withBuffers(int send, int receive) {
        return new SocketOptions(noDelay, keepAlive, send, receive, dscp);
    }

    /**
     * With another class of service.
     *
     * @param newDscp 0 to 63
     * @return the changed copy
     */
    public SocketOptions withDscp(int newDscp) {
        return new SocketOptions(noDelay, keepAlive, sendBuffer, receiveBuffer, newDscp);
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
            KeepAlive probes = keepAlive;
            if (probes != null) {
                probes.apply(socket);
            }
        }
    }
}
