package dev.carillon.net;

import java.time.Duration;

/**
 * How long a connection waits for what. Zero means: for ever. Each closes the connection with a reason of its own. Checked
 * by one timer a connection that is not moved when bytes come, so a timeout may be late by the loop's timer accuracy, and
 * is never early. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}.
 */
public final class Timeouts {
    /**
     * What keeps a peer that is dead, or does nothing, from holding a descriptor for ever: connect 10 s, dialing 30 s, handshake
     * 10 s, firstByte 30 s, idleWrite 60 s, linger 5 s. How long a peer may be silent that has once said something only the
     * program knows: idleRead, response and lifetime are off.
     */
    public static final Timeouts DEFAULTS = new Timeouts();

    /** None at all: for peers that are known, or looked after by something else. */
    public static final Timeouts NONE = none();

    private Duration connect = Duration.ofSeconds(10);
    private Duration dialing = Duration.ofSeconds(30);
    private Duration handshake = Duration.ofSeconds(10);
    private Duration firstByte = Duration.ofSeconds(30);
    private Duration idleRead = Duration.ZERO;
    private Duration idleWrite = Duration.ofSeconds(60);
    private Duration response = Duration.ZERO;
    private Duration linger = Duration.ofSeconds(5);
    private Duration lifetime = Duration.ZERO;

    private Timeouts() {}

    private static Timeouts none() {
        Timeouts none = new Timeouts();
        none.connect = none.dialing = none.handshake = Duration.ZERO;
        none.firstByte = none.idleRead = none.idleWrite = Duration.ZERO;
        none.response = none.linger = none.lifetime = Duration.ZERO;
        return none;
    }

    private Timeouts copy() {
        Timeouts copy = new Timeouts();
        copy.connect = connect;
        copy.dialing = dialing;
        copy.handshake = handshake;
        copy.firstByte = firstByte;
        copy.idleRead = idleRead;
        copy.idleWrite = idleWrite;
        copy.response = response;
        copy.linger = linger;
        copy.lifetime = lifetime;
        return copy;
    }

    /**
     * Until a connection is made: each attempt, where there are several.
     *
     * @return how long, zero for ever
     */
    public Duration connect() {
        return connect;
    }

    /**
     * Another one for connecting.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withConnect(Duration timeout) {
        Timeouts copy = copy();
        copy.connect = checked("connect", timeout);
        return copy;
    }

    /**
     * Until a host is reached by its name: resolving it and all attempts together.
     *
     * @return how long, zero for ever
     */
    public Duration dialing() {
        return dialing;
    }

    /**
     * Another one for reaching a host by its name.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withDialing(Duration timeout) {
        Timeouts copy = copy();
        copy.dialing = checked("dialing", timeout);
        return copy;
    }

    /**
     * Until the TLS handshake is done.
     *
     * @return how long, zero for ever
     */
    public Duration handshake() {
        return handshake;
    }

    /**
     * Another one for the TLS handshake.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withHandshake(Duration timeout) {
        Timeouts copy = copy();
        copy.handshake = checked("handshake", timeout);
        return copy;
    }

    /**
     * Until the first byte of a peer that has connected to this side. Whoever connects itself has {@link #response}.
     *
     * @return how long, zero for ever
     */
    public Duration firstByte() {
        return firstByte;
    }

    /**
     * Another one for the first byte.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withFirstByte(Duration timeout) {
        Timeouts copy = copy();
        copy.firstByte = checked("firstByte", timeout);
        return copy;
    }

    /**
     * Between bytes from the peer; not while paused, or with a worker.
     *
     * @return how long, zero for ever
     */
    public Duration idleRead() {
        return idleRead;
    }

    /**
     * Another one for silence of the peer.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withIdleRead(Duration timeout) {
        Timeouts copy = copy();
        copy.idleRead = checked("idleRead", timeout);
        return copy;
    }

    /**
     * Until the peer takes some of what waits to be sent.
     *
     * @return how long, zero for ever
     */
    public Duration idleWrite() {
        return idleWrite;
    }

    /**
     * Another one for a peer that takes nothing.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withIdleWrite(Duration timeout) {
        Timeouts copy = copy();
        copy.idleWrite = checked("idleWrite", timeout);
        return copy;
    }

    /**
     * After {@link Connection#expectResponse} until the next byte.
     *
     * @return how long, zero for ever
     */
    public Duration response() {
        return response;
    }

    /**
     * Another one for responses.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withResponse(Duration timeout) {
        Timeouts copy = copy();
        copy.response = checked("response", timeout);
        return copy;
    }

    /**
     * After this side's end until the peer's.
     *
     * @return how long, zero for ever
     */
    public Duration linger() {
        return linger;
    }

    /**
     * Another one for the peer's end after ours.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withLinger(Duration timeout) {
        Timeouts copy = copy();
        copy.linger = checked("linger", timeout);
        return copy;
    }

    /**
     * From the beginning to the end.
     *
     * @return how long, zero for ever
     */
    public Duration lifetime() {
        return lifetime;
    }

    /**
     * Another lifetime.
     *
     * @param timeout zero for none
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Timeouts withLifetime(Duration timeout) {
        Timeouts copy = copy();
        copy.lifetime = checked("lifetime", timeout);
        return copy;
    }

    private static Duration checked(String name, Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout \"" + name + "\" is zero (none) or more, not " + timeout);
        }
        return timeout;
    }
}
