package dev.carillon.loop;

import dev.carillon.linux.Fd;
import java.util.Set;

/**
 * How a loop learns which descriptors are ready. Interests and events are the masks of {@link dev.carillon.linux.Epoll};
 * the token given with a descriptor comes back with its events. Used by the loop's thread alone.
 *
 * <p>What an implementation cannot do it does not claim in {@link #capabilities}, and refuses; nothing is worked around
 * silently.
 */
public interface Poller extends AutoCloseable {
    /** What a poller may be able to do besides level-triggered readiness. */
    enum Capability {
        /** {@link Trigger#EDGE}. */
        EDGE,
        /** {@link Trigger#ONE_SHOT}. */
        ONE_SHOT,
        /** {@link Trigger#EXCLUSIVE}. */
        EXCLUSIVE,
        /** A wait costs as much as there is ready, not as much as there is watched. */
        COST_BY_READY,
        /** Timeouts in nanoseconds rather than milliseconds. */
        NANOSECONDS
    }

    /**
     * Its name, as options and reports have it.
     *
     * @return for example {@code epoll}
     */
    String name();

    /**
     * What it can do.
     *
     * @return the capabilities
     */
    Set<Capability> capabilities();

    /**
     * Watches a descriptor.
     *
     * @param fd what to watch
     * @param interest what for, with the trigger's flags
     * @param token comes back with its events
     */
    void add(Fd fd, int interest, long token);

    /**
     * Changes what a descriptor is watched for; arms a one-shot descriptor again.
     *
     * @param fd a watched descriptor
     * @param interest what for, with the trigger's flags
     * @param token comes back with its events
     */
    void modify(Fd fd, int interest, long token);

    /**
     * Watches a descriptor no longer.
     *
     * @param fd a watched descriptor
     */
    void remove(Fd fd);

    /**
     * Waits until something is ready.
     *
     * @param timeoutNanos nanoseconds; 0 looks and returns, negative waits for ever; never ends early
     * @return how many events there are
     */
    int poll(long timeoutNanos);

    /**
     * The token of an event of the last {@link #poll}.
     *
     * @param index 0 to the count less 1
     * @return the token given with the descriptor
     */
    long tokenOf(int index);

    /**
     * What is ready, of an event of the last {@link #poll}.
     *
     * @param index 0 to the count less 1
     * @return the mask
     */
    int eventsOf(int index);

    /**
     * What the kernel itself says is watched, for {@link EventLoop#audit}.
     *
     * @return the descriptor whose {@code /proc/self/fdinfo} lists the registrations, or -1 if the kernel keeps none
     */
    int auditDescriptor();

    @Override
    void close();
}
