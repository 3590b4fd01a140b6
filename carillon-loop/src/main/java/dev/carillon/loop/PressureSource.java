package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pressure;
import org.jspecify.annotations.Nullable;

/**
 * Tells when tasks wait too long for memory, processors or I/O: a trigger of pressure stall information. The kernel reports
 * at most once a window.
 *
 * <p>What is awaited is how often it has been told of so far.
 */
public final class PressureSource extends WatchedSource implements Awaited<Long> {
    private final @Nullable Handler handler;
    private final @Nullable Waiters<Long> waiters;

    /** Handles pressure. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The threshold was passed.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void pressed(PressureSource source) throws Exception;
    }

    PressureSource(EventLoop loop, String name, Pressure pressure, @Nullable Handler handler) {
        super(loop, name, "pressure", pressure, Epoll.PRI, true);
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        if ((events & Epoll.PRI) == 0) {
            if ((events & Epoll.ERR) != 0) {
                close();
                throw new IllegalStateException(this + ": the control group it watched is gone");
            }
            return Outcome.NOTHING;
        }
        if (waiters != null && !waiters.areWaiting()) {
            return keepReady(events); // by reporting it the kernel has forgotten it
        }
        took();
        if (handler != null) {
            handler.pressed(this);
        } else if (waiters != null) {
            waiters.deliver(statistics().events);
        }
        return Outcome.DONE;
    }

    @Override
    @Nullable
    Waiters<Long> waiters() {
        return waiters;
    }
}
