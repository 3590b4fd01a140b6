package dev.carillon.net;

import dev.carillon.loop.Trigger;
import dev.carillon.net.tls.TlsContext;
import java.util.Optional;

/** How connections are. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class ConnectionOptions {
    /**
     * NODELAY, level-triggered, marks at 64 KiB and 16 KiB, at most 1 MiB received and not taken, and buffers for a quarter of
     * the memory that the JVM may have.
     */
    public static final ConnectionOptions DEFAULTS = new ConnectionOptions();

    private SocketOptions socket = SocketOptions.DEFAULTS;
    private Timeouts timeouts = Timeouts.DEFAULTS;
    private Trigger trigger = Trigger.LEVEL;
    private int highWaterMark = 64 * 1024;
    private int lowWaterMark = 16 * 1024;
    private int receiveLimit = 1024 * 1024;
    private long bufferBudget = Runtime.getRuntime().maxMemory() / 4;
    private Optional<TlsContext> tls = Optional.empty();

    private ConnectionOptions() {}

    private ConnectionOptions copy() {
        ConnectionOptions copy = new ConnectionOptions();
        copy.socket = socket;
        copy.timeouts = timeouts;
        copy.trigger = trigger;
        copy.highWaterMark = highWaterMark;
        copy.lowWaterMark = lowWaterMark;
        copy.receiveLimit = receiveLimit;
        copy.bufferBudget = bufferBudget;
        copy.tls = tls;
        return copy;
    }

    /**
     * Options of the socket.
     *
     * @return the options
     */
    public SocketOptions socket() {
        return socket;
    }

    /**
     * Other options of the socket.
     *
     * @param options the options
     * @return the changed copy
     */
    public ConnectionOptions withSocket(SocketOptions options) {
        ConnectionOptions copy = copy();
        copy.socket = options;
        return copy;
    }

    /**
     * How long to wait for what.
     *
     * @return the timeouts
     */
    public Timeouts timeouts() {
        return timeouts;
    }

    /**
     * Other timeouts.
     *
     * @param newTimeouts the timeouts
     * @return the changed copy
     */
    public ConnectionOptions withTimeouts(Timeouts newTimeouts) {
        ConnectionOptions copy = copy();
        copy.timeouts = newTimeouts;
        return copy;
    }

    /**
     * When readiness is reported.
     *
     * @return level, edge, or one-shot for connections that are handed to a {@link dev.carillon.loop.WorkerPool}
     */
    public Trigger trigger() {
        return trigger;
    }

    /**
     * Another trigger.
     *
     * @param newTrigger level, edge or one-shot
     * @return the changed copy
     * @throws IllegalArgumentException for exclusive: a connection is watched by one loop only
     */
    public ConnectionOptions withTrigger(Trigger newTrigger) {
        if (newTrigger == Trigger.EXCLUSIVE) {
            throw new IllegalArgumentException("a connection is watched by one loop only: level, edge or one-shot");
        }
        ConnectionOptions copy = copy();
        copy.trigger = newTrigger;
        return copy;
    }

    /**
     * So many bytes waiting to be sent are too many.
     *
     * @return bytes
     */
    public int highWaterMark() {
        return highWaterMark;
    }

    /**
     * So few bytes waiting to be sent are few again.
     *
     * @return bytes
     */
    public int lowWaterMark() {
        return lowWaterMark;
    }

    /**
     * Other marks of what waits to be sent.
     *
     * @param high bytes, 1 or more
     * @param low bytes, 0 or more and less than {@code high}
     * @return the changed copy
     * @throws IllegalArgumentException if they are not
     */
    public ConnectionOptions withWaterMarks(int high, int low) {
        if (low < 0 || high < 1 || low >= high) {
            throw new IllegalArgumentException(
                    "the low-water mark is 0 or more and below the high-water mark, not " + low + " and " + high);
        }
        ConnectionOptions copy = copy();
        copy.highWaterMark = high;
        copy.lowWaterMark = low;
        return copy;
    }

    /**
     * So many bytes a handler may leave unread.
     *
     * @return bytes
     */
    public int receiveLimit() {
        return receiveLimit;
    }

    /**
     * Another limit of what a handler may leave unread.
     *
     * @param bytes 1 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public ConnectionOptions withReceiveLimit(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("receiveLimit is 1 byte or more, not " + bytes);
        }
        ConnectionOptions copy = copy();
        copy.receiveLimit = bytes;
        return copy;
    }

    /**
     * What the buffers of all connections of one listener or connector may take together, on each of its loops.
     *
     * @return bytes
     */
    public long bufferBudget() {
        return bufferBudget;
    }

    /**
     * Another budget for buffers. A connection for which there is none ends with {@link CloseReason#NO_BUFFERS}.
     *
     * @param bytes 256 KiB or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is less
     */
    public ConnectionOptions withBufferBudget(long bytes) {
        if (bytes < 4 * Buffers.LARGE) {
            throw new IllegalArgumentException("a budget for buffers is 256 KiB or more, not " + bytes + " bytes");
        }
        ConnectionOptions copy = copy();
        copy.bufferBudget = bytes;
        return copy;
    }

    /**
     * What secures it.
     *
     * @return as a server for listeners, as a client for connectors; empty for plain connections
     */
    public Optional<TlsContext> tls() {
        return tls;
    }

    /**
     * Over TLS.
     *
     * @param context with key and certificate for listeners, {@link TlsContext#client} for connectors
     * @return the changed copy
     */
    public ConnectionOptions withTls(TlsContext context) {
        ConnectionOptions copy = copy();
        copy.tls = Optional.of(context);
        return copy;
    }
}
