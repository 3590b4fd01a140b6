package dev.carillon.net;

import java.time.Duration;

/**
 * How long a connection waits for what. Zero means: for ever. Each closes the connection with a reason of its own. Checked
 * by one timer a connection that is not moved when bytes come, so a timeout may be late by the loop's timer accuracy, and
 * is never early. Immutable.
 *
 * @param connect until it is made
 * @param handshake until the TLS handshake is done
 * @param firstByte until the peer's first byte
 * @param idleRead between bytes from the peer; not while paused, or with a worker
 * @param idleWrite until the peer takes some of what waits to be sent
 * @param response after {@link Connection#expectResponse} until the next byte
 * @param linger after this side's end until the peer's
 * @param lifetime from the beginning to the end
 */
public record Timeouts(
        Duration connect,
        Duration handshake,
        Duration firstByte,
        Duration idleRead,
        Duration idleWrite,
        Duration response,
        Duration linger,
        Duration lifetime) {
    /** None but those without which a dead peer holds a descriptor for ever: connect 10 s, handshake 10 s, linger 5 s. */
    public static final Timeouts DEFAULTS = new Timeouts(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ZERO);

    /** Refuses negative ones. */
    public Timeouts {
        check("connect", connect);
        check("handshake", handshake);
        check("firstByte", firstByte);
        check("idleRead", idleRead);
        check("idleWrite", idleWrite);
        check("response", response);
        check("linger", linger);
        check("lifetime", lifetime);
    }

    private static void check(String name, Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout \"" + name + "\" is zero (none) or more, not " + timeout);
        }
    }

    /**
     * Another one for connecting.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withConnect(Duration timeout) {
        return new Timeouts(timeout, handshake, firstByte, idleRead, idleWrite, response, linger, lifetime);
    }

    /**
     * Another one for the TLS handshake.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withHandshake(Duration timeout) {
        return new Timeouts(connect, timeout, firstByte, idleRead, idleWrite, response, linger, lifetime);
    }

    /**
     * Another one for the first byte.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withFirstByte(Duration timeout) {
        return new Timeouts(connect, handshake, timeout, idleRead, idleWrite, response, linger, lifetime);
    }

    /**
     * Another one for silence of the peer.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withIdleRead(Duration timeout) {
        return new Timeouts(connect, handshake, firstByte, timeout, idleWrite, response, linger, lifetime);
    }

    /**
     * Another one for a peer that takes nothing.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withIdleWrite(Duration timeout) {
        return new Timeouts(connect, handshake, firstByte, idleRead, timeout, response, linger, lifetime);
    }

    /**
     * Another one for responses.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withResponse(Duration timeout) {
        return new Timeouts(connect, handshake, firstByte, idleRead, idleWrite, timeout, linger, lifetime);
    }

    /**
     * Another one for the peer's end after ours.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withLinger(Duration timeout) {
        return new Timeouts(connect, handshake, firstByte, idleRead, idleWrite, response, timeout, lifetime);
    }

    /**
     * Another lifetime.
     *
     * @param timeout zero for none
     * @return the changed copy
     */
    public Timeouts withLifetime(Duration timeout) {
        return new Timeouts(connect, handshake, firstByte, idleRead, idleWrite, response, linger, timeout);
    }
}
