package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A counter that any thread, or another process that shares its descriptor, adds to: {@code eventfd(2)}. Additions that
 * come before the loop looks are handled together; a semaphore counter hands out one at a time.
 *
 * <p>What is awaited is the sum of what was added; 1 for a semaphore.
 */
public final class CounterSource extends WatchedSource implements Awaited<Long> {
    private final EventFd eventFd;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Long> waiters;
    private final LongAdder sent = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private long received;

    /** Handles what was added. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Something was added.
         *
         * @param source the counter
         * @param value the sum of what was added since the last call, unsigned; 1 for a semaphore
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void counted(CounterSource source, long value) throws Exception;
    }

    /** A counter over an eventfd that was made by somebody else. */
    static CounterSource over(EventLoop loop, String name, EventFd eventFd, boolean owns, @Nullable Handler handler) {
        EventFd nonBlocking = checked(loop, eventFd, owns, () -> checkNonBlocking(name, eventFd));
        return new CounterSource(loop, name, nonBlocking, owns, handler);
    }

    private static EventFd checkNonBlocking(String name, EventFd eventFd) {
        if (!eventFd.isNonBlocking()) {
            throw new IllegalArgumentException("counter \"" + name + "\": " + eventFd
                    + " would block the loop; open it with NONBLOCK or set it nonBlocking(true)");
        }
        return eventFd;
    }

    CounterSource(EventLoop loop, String name, EventFd eventFd, boolean owns, @Nullable Handler handler) {
        super(loop, name, "counter", eventFd, Epoll.IN, owns);
        this.eventFd = eventFd;
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    /**
     * Adds to the counter, safe from any thread.
     *
     * @param value what to add, unsigned, 0 to 2^64-2
     * @return false if the counter is full: nothing was added, and the ledger has it as missed
     * @throws IllegalArgumentException for 2^64-1
     * @throws IllegalStateException if the source is closed
     */
    public boolean add(long value) {
        sent.add(value); // first: the loop may have handled it when the call returns
        try {
            boolean added = eventFd.add(value);
            if (!added) {
                refused.add(value);
            }
            return added;
        } catch (IllegalArgumentException | IllegalStateException | LinuxException e) {
            sent.add(-value); // not sent, and the caller knows
            throw e;
        }
    }

    /**
     * Its descriptor, to share with a child process.
     *
     * @return the eventfd; the source keeps it
     */
    public EventFd eventFd() {
        return eventFd;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        if (waiters != null && !waiters.areWaiting()) {
            return keepReady(events);
        }
        boolean again = eventFd.isSemaphore() || isEdgeTriggered();
        for (int left = budget; left > 0 && goesOn(); left--) {
            long value = eventFd.read();
            if (value == 0) {
                return left == budget ? Outcome.NOTHING : Outcome.DONE;
            }
            tell(value);
            if (!again) {
                return Outcome.DONE;
            }
            if (!isListening()) {
                return keepReady(events); // its handler switched it off: the rest waits for its return
            }
            if (waiters != null && !waiters.isAnybody()) {
                return nobodyWaits(waiters, events);
            }
        }
        return keepReady(events);
    }

    private void tell(long value) throws Exception {
        received += value;
        took();
        statistics().merged += value - 1;
        if (handler != null) {
            handler.counted(this, value);
        } else if (waiters != null) {
            waiters.deliver(value);
        }
    }

    /**
     * In units of value: each is an event that was sent. Those handled in one call count as one handled, the others as
     * merged. Additions of other processes are sent when they arrive. What is left when it closes is missed.
     */
    @Override
    public Ledger ledger() {
        Figures.lookAgain();
        long arrived = received;
        long handled = statistics().events;
        long all = Math.max(sent.sum(), arrived + refused.sum());
        return new Ledger(all, handled, arrived - handled, isOpen() ? refused.sum() : all - arrived);
    }

    @Override
    @Nullable
    Waiters<Long> waiters() {
        return waiters;
    }
}
