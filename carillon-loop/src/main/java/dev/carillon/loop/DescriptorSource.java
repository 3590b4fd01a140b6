package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import org.jspecify.annotations.Nullable;

/**
 * Any pollable descriptor: the handler is told what is ready, and reads or writes itself.
 *
 * <p>A handler that leaves a level-triggered descriptor ready is called again at once. If it does so at the end of a long row
 * of calls in which it never said {@link #progress}, the source is set aside for a while and named in the log.
 *
 * <p>What is awaited is what the descriptor is ready for, as a handler would be told. Who has waited reads or writes itself. With
 * {@link Trigger#EDGE} that costs no {@code epoll_ctl(2)}, but then it has to be until nothing is left before the next wait; with
 * {@link Trigger#ONE_SHOT} it is {@link #rearm} on the loop's thread that makes the next wait possible.
 */
public final class DescriptorSource extends WatchedSource implements Awaited<Integer> {
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Integer> waiters;
    private boolean progressed;

    /** Handles readiness. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The descriptor is ready.
         *
         * @param source the source
         * @param events what for: {@link Epoll#IN}, {@link Epoll#OUT}, {@link Epoll#HUP}, …
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void ready(DescriptorSource source, int events) throws Exception;
    }

    DescriptorSource(EventLoop loop, String name, Fd fd, int interest, boolean ownsFd, @Nullable Handler handler) {
        super(loop, name, "descriptor", fd, interest, ownsFd);
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    /**
     * Changes what it is watched for, applied once before the loop's next wait.
     *
     * @param newInterest a mix of {@link Epoll#IN}, {@link Epoll#OUT}, {@link Epoll#PRI}, {@link Epoll#RDHUP}; 0 watches
     *     for nothing, not even for a hang-up
     */
    public void watchFor(int newInterest) {
        loop().checkThread();
        checkOpen();
        interest(checkInterest(newInterest));
    }

    /** Says that the handler has read, written or otherwise got on: this is no spinning. */
    public void progress() {
        progressed = true;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        if (waiters != null) {
            return tellWhoWaits(waiters, events);
        }
        int before = fd().isOpen() ? unread() : UNKNOWN;
        progressed = false;
        took();
        if (handler != null) {
            handler.ready(this, events);
        }
        // Whether a worker gets on shows only when the source is back from it.
        boolean gotOn =
                progressed || isHandedOut() || !isOpen() || !fd().isOpen() || before != UNKNOWN && unread() < before;
        // Only level-triggered readiness can spin, and writing that goes on being possible is the handler's affair.
        return gotOn || trigger() != Trigger.LEVEL ? Outcome.DONE : Outcome.NOTHING;
    }

    /** A level is told of again once somebody waits; what is kept here might be over by then. */
    private Outcome tellWhoWaits(Waiters<Integer> waiting, int events) {
        if (waiting.areWaiting()) {
            took();
            waiting.deliver(events);
            return Outcome.DONE;
        }
        return trigger() == Trigger.EDGE || trigger() == Trigger.ONE_SHOT ? keepReady(events) : Outcome.DONE;
    }

    /** Readiness is told, not looked for. */
    @Override
    boolean canLook() {
        return false;
    }

    @Override
    @Nullable
    Waiters<Integer> waiters() {
        return waiters;
    }

    /** The event would be reported again at once if nobody took it. */
    @Override
    FailurePolicy defaultPolicy() {
        return FailurePolicy.DISABLE;
    }

    @Override
    void onContinued() {
        super.onContinued();
        if (!progressed) {
            spinGuard().fruitless();
        }
    }

    private static final int UNKNOWN = -1;

    /** How much there is to read, where the kernel tells. */
    private int unread() {
        return fd() instanceof dev.carillon.linux.StreamFd stream ? stream.availableOr(UNKNOWN) : UNKNOWN;
    }
}
