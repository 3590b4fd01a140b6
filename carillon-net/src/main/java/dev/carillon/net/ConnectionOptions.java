package dev.carillon.net;

import dev.carillon.loop.Trigger;
import dev.carillon.net.tls.TlsContext;
import java.util.Optional;

/**
 * How connections are. Immutable; each method gives a changed copy of {@link #DEFAULTS}.
 *
 * @param socket options of the socket
 * @param timeouts how long to wait for what
 * @param trigger level, edge, or one-shot for connections that are handed to a {@link dev.carillon.loop.WorkerPool}
 * @param highWaterMark so many bytes waiting to be sent are too many
 * @param lowWaterMark so few are few again
 * @param receiveLimit so many bytes a handler may leave unread
 * @param tls over TLS: as a server for listeners, as a client for connectors; empty for plain connections
 */
public record ConnectionOptions(
        SocketOptions socket,
        Timeouts timeouts,
        Trigger trigger,
        int highWaterMark,
        int lowWaterMark,
        int receiveLimit,
        Optional<TlsContext> tls) {
    /** NODELAY, level-triggered, marks at 64 KiB and 16 KiB, at most 1 MiB received and not taken. */
    public static final ConnectionOptions DEFAULTS = new ConnectionOptions(
            SocketOptions.DEFAULTS,
            Timeouts.DEFAULTS,
            Trigger.LEVEL,
            64 * 1024,
            16 * 1024,
            1024 * 1024,
            Optional.empty());

    /** Refuses what cannot work. */
    public ConnectionOptions {
        if (trigger == Trigger.EXCLUSIVE) {
            throw new IllegalArgumentException("a connection is watched by one loop only: level, edge or one-shot");
        }
        if (lowWaterMark < 0 || highWaterMark < 1 || lowWaterMark >= highWaterMark) {
            throw new IllegalArgumentException("the low-water mark is 0 or more and below the high-water mark, not "
                    + lowWaterMark + " and " + highWaterMark);
        }
        if (receiveLimit < 1) {
            throw new IllegalArgumentException("receiveLimit is 1 byte or more, not " + receiveLimit);
        }
    }

    /**
     * Other options of the socket.
     *
     * @param options the options
     * @return the changed copy
     */
    public ConnectionOptions withSocket(SocketOptions options) {
        return new ConnectionOptions(options, timeouts, trigger, highWaterMark, lowWaterMark, receiveLimit, tls);
    }

    /**
     * Other timeouts.
     *
     * @param newTimeouts the timeouts
     * @return the changed copy
     */
    public ConnectionOptions withTimeouts(Timeouts newTimeouts) {
        return new ConnectionOptions(socket, newTimeouts, trigger, highWaterMark, lowWaterMark, receiveLimit, tls);
    }

    /**
     * Another trigger.
     *
     * @param newTrigger level, edge or one-shot
     * @return the changed copy
     */
    public ConnectionOptions withTrigger(Trigger newTrigger) {
        return new ConnectionOptions(socket, timeouts, newTrigger, highWaterMark, lowWaterMark, receiveLimit, tls);
    }

    /**
     * Other marks of what waits to be sent.
     *
     * @param high bytes, 1 or more
     * @param low bytes, 0 or more and less than {@code high}
     * @return the changed copy
     */
    public ConnectionOptions withWaterMarks(int high, int low) {
        return new ConnectionOptions(socket, timeouts, trigger, high, low, receiveLimit, tls);
    }

    /**
     * Another limit of what a handler may leave unread.
     *
     * @param bytes 1 or more
     * @return the changed copy
     */
    public ConnectionOptions withReceiveLimit(int bytes) {
        return new ConnectionOptions(socket, timeouts, trigger, highWaterMark, lowWaterMark, bytes, tls);
    }

    /**
     * Over TLS.
     *
     * @param context with key and certificate for listeners, {@link TlsContext#client} for connectors
     * @return the changed copy
     */
    public ConnectionOptions withTls(TlsContext context) {
        return new ConnectionOptions(
                socket, timeouts, trigger, highWaterMark, lowWaterMark, receiveLimit, Optional.of(context));
    }
}
