package dev.carillon.http.server;

import java.time.Duration;

/** How streams of Server-Sent Events are. Immutable; each {@code with…} method gives a changed copy of {@link #DEFAULTS}. */
public final class EventStreamOptions {
    /** A heartbeat after 15 s of silence, 256 KiB for a client that is slow, and the last 1,000 events with ids, up to 1 MiB. */
    public static final EventStreamOptions DEFAULTS = new EventStreamOptions();

    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration retry = Duration.ZERO;
    private long queued = 256 * 1024;
    private int replayedEvents = 1000;
    private long replayedBytes = 1024 * 1024;

    private EventStreamOptions() {}

    private EventStreamOptions copy() {
        EventStreamOptions copy = new EventStreamOptions();
        copy.heartbeat = heartbeat;
        copy.retry = retry;
        copy.queued = queued;
        copy.replayedEvents = replayedEvents;
        copy.replayedBytes = replayedBytes;
        return copy;
    }

    /**
     * After so long a silence, up to twice of it, a client gets a comment: so that nothing between takes the connection for dead,
     * and a client that is gone is noticed.
     *
     * @return how long, zero for never
     */
    public Duration heartbeat() {
        return heartbeat;
    }

    /**
     * With another silence.
     *
     * @param silence zero for no heartbeat
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public EventStreamOptions withHeartbeat(Duration silence) {
        EventStreamOptions copy = copy();
        copy.heartbeat = checked("heartbeat", silence);
        return copy;
    }

    /**
     * What each client is told first: after so long it is to connect again.
     *
     * @return how long, in whole milliseconds; zero for nothing, which leaves it to the client
     */
    public Duration retry() {
        return retry;
    }

    /**
     * With another time after which clients connect again.
     *
     * @param time zero to leave it to them
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public EventStreamOptions withRetry(Duration time) {
        EventStreamOptions copy = copy();
        copy.retry = checked("retry", time);
        return copy;
    }

    /**
     * A client for which more waits than that is cut off; what the kernel has taken does not count.
     *
     * @return bytes
     */
    public long queued() {
        return queued;
    }

    /**
     * With another bound for clients that are slow.
     *
     * @param bytes 0 or more
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public EventStreamOptions withQueued(long bytes) {
        EventStreamOptions copy = copy();
        copy.queued = checked("queued", bytes);
        return copy;
    }

    /**
     * So many events are kept for clients that come back.
     *
     * @return 0 for none
     */
    public int replayedEvents() {
        return replayedEvents;
    }

    /**
     * What is kept for clients that come back has no more bytes than that.
     *
     * @return bytes as they are sent
     */
    public long replayedBytes() {
        return replayedBytes;
    }

    /**
     * With another bound of what is kept for clients that come back.
     *
     * @param events their number, 0 for none
     * @param bytes their bytes as they are sent, together
     * @return the changed copy
     * @throws IllegalArgumentException if one of them is negative
     */
    public EventStreamOptions withReplay(int events, long bytes) {
        EventStreamOptions copy = copy();
        copy.replayedEvents = (int) checked("replayedEvents", events);
        copy.replayedBytes = checked("replayedBytes", bytes);
        return copy;
    }

    private static Duration checked(String name, Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(name + " is zero or more, not " + time);
        }
        return time;
    }

    private static long checked(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(name + " is 0 or more, not " + count);
        }
        return count;
    }
}
