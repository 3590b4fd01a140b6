package dev.carillon.loop;

import dev.carillon.linux.Fd;
import java.util.Optional;
import java.util.Set;

/**
 * How a loop learns which descriptors are ready, {@link PollerKind}. Interests and events are the masks of
 * {@link dev.carillon.linux.Epoll}; the token given with a descriptor comes back with its events. Used by the loop's thread
 * alone, a poller by one loop.
 *
 * <p>What every poller promises:
 *
 * <ul>
 *   <li>a descriptor that is ready for what it is watched for is reported by every {@link #poll}, until it is ready no
 *       longer; where there are more than a batch, each has its turn;
 *   <li>a change counts from the next {@code poll} on; what {@link #remove} was called for is not reported any more by it;
 *   <li>a descriptor that was closed without {@code remove} is not reported any more either, even where its number is in
 *       use again, and may be added again;
 *   <li>{@code poll} never ends early, a signal does not end it, and it takes any number of descriptors in any order;
 *   <li>what it cannot do is not in {@link #capabilities}, and {@link #add} and {@link #modify} refuse it with its name and
 *       what to do instead: nothing is worked around silently;
 *   <li>once warm it allocates nothing.
 * </ul>
 *
 * <p>Each call is virtual, so a turn makes few of them: one wait, and one {@link #deliver} for all its events. A poller that
 * completes operations rather than telling readiness waits and delivers in the same way, with the operation's token.
 */
public interface Poller extends AutoCloseable {
    /** What a poller may be able to do besides level-triggered readiness. */
    enum Capability {
        /** {@link Trigger#EDGE}. */
        EDGE,
        /**
         * {@link Trigger#ONE_SHOT}. Where the kernel has no such thing, the poller itself leaves out what it has reported
         * until it is modified. In a poller, which one thread uses, that is the same; arming again costs no system call.
         */
        ONE_SHOT,
        /** {@link Trigger#EXCLUSIVE}. */
        EXCLUSIVE,
        /** {@code ERR}, {@code HUP} and {@code RDHUP}; without it errors and ends show as readable or writable. */
        ENDS,
        /** Descriptors of any number; without it those below {@link #descriptorLimit} only. */
        ANY_NUMBER,
        /** A wait costs as much as there is ready, not as much as there is watched. */
        COST_BY_READY,
        /**
         * Timeouts in nanoseconds rather than milliseconds. Before Linux 5.11 epoll rounds up,
         * {@link dev.carillon.linux.KernelFeature#EPOLL_PWAIT2}.
         */
        NANOSECONDS,
        /** The kernel looks into the network devices itself before it sleeps, where {@code net.core.busy_poll} is set. */
        BUSY_POLL
    }

    /** Is told what is ready. */
    @FunctionalInterface
    interface Sink {
        /**
         * A descriptor is ready.
         *
         * @param token the token given with the descriptor
         * @param events what for: what it is watched for, {@code ERR} and {@code HUP}
         */
        void ready(long token, int events);
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
     * What somebody should know who waits with it on this machine.
     *
     * @return one line; empty if there is nothing to warn of
     */
    default Optional<String> warning() {
        return Optional.empty();
    }

    /**
     * Where the numbers of the descriptors end that it can watch.
     *
     * @return one beyond the greatest; {@link Integer#MAX_VALUE} where there is no limit but the process's own
     */
    default int descriptorLimit() {
        return Integer.MAX_VALUE;
    }

    /**
     * Refuses a trigger that it cannot do.
     *
     * @param trigger when readiness would be reported
     * @throws IllegalArgumentException if it cannot, with what can
     */
    default void check(Trigger trigger) {
        if (trigger != Trigger.LEVEL && !capabilities().contains(Capability.valueOf(trigger.name()))) {
            throw new IllegalArgumentException(
                    "poller " + name() + " cannot do " + trigger + ": use LEVEL, or a loop with poller epoll");
        }
    }

    /**
     * Watches a descriptor.
     *
     * @param fd what to watch
     * @param interest what for, with the trigger's flags; 0 for only what is always reported
     * @param token comes back with its events
     * @return false if it is watched already, and nothing has changed
     * @throws IllegalArgumentException for a descriptor or an interest it cannot do
     * @throws dev.carillon.linux.LinuxException if the kernel refuses
     */
    boolean add(Fd fd, int interest, long token);

    /**
     * Changes what a descriptor is watched for; arms a one-shot descriptor again.
     *
     * @param fd a watched descriptor
     * @param interest what for, with the trigger's flags
     * @param token comes back with its events
     * @throws IllegalArgumentException for an interest it cannot do
     * @throws dev.carillon.linux.LinuxException if the kernel refuses
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
     * @return how many events there are, at the most a batch; 0 when the time is over
     */
    int poll(long timeoutNanos);

    /**
     * Tells the events of the last {@link #poll}. Nothing is added, modified or removed meanwhile.
     *
     * @param sink called once for each of them
     */
    void deliver(Sink sink);

    /**
     * Where the kernel itself keeps what is watched, for {@link EventLoop#audit} and {@link EventLoop#descriptor}.
     *
     * @return the descriptor that is readable when something is ready, and whose {@code /proc/self/fdinfo} lists the
     *     registrations; -1 if the kernel keeps none
     */
    int descriptor();

    @Override
    void close();
}
