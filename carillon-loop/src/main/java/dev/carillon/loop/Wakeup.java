package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ends the loop's wait from another thread. The eventfd is written only while the loop sleeps or is about to: a burst
 * costs one write.
 */
final class Wakeup extends WatchedSource {
    private static final int AWAKE = 0;
    private static final int SLEEPING = 1;

    private final EventFd eventFd;
    private final AtomicInteger state = new AtomicInteger(AWAKE);

    private Wakeup(EventLoop loop, EventFd eventFd) {
        super(loop, "wakeup", "post", eventFd, Epoll.IN, true);
        this.eventFd = eventFd;
        priority(Priority.FIRST);
    }

    static Wakeup open(EventLoop loop) {
        return new Wakeup(loop, EventFd.open());
    }

    /** Any thread. */
    void wakeIfSleeping() {
        if (state.get() == SLEEPING && state.compareAndSet(SLEEPING, AWAKE)) {
            WakeupEvent.emit(loop().name());
            try {
                eventFd.add(1);
            } catch (IllegalStateException e) {
                // The loop has closed meanwhile; it does not sleep, and whoever wakes it learns that elsewhere.
            }
        }
    }

    /** From now on wakers write. The caller looks once more for work before it sleeps. Loop thread. */
    void aboutToSleep() {
        state.set(SLEEPING);
    }

    /** Loop thread. */
    void awake() {
        state.set(AWAKE);
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    Outcome dispatch(int budget) {
        takeReady();
        statistics().events++;
        // Level-triggered and read: leaving an edge-triggered eventfd unread lost wake-ups on some kernels.
        return eventFd.read() == 0 ? Outcome.NOTHING : Outcome.DONE;
    }
}
