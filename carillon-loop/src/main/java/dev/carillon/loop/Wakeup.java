package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;

/** The eventfd with which {@link TaskQueue} ends the loop's wait. */
final class Wakeup extends WatchedSource {
    private final EventFd eventFd;

    private Wakeup(EventLoop loop, EventFd eventFd) {
        super(loop, "wakeup", "post", eventFd, Epoll.IN, true);
        this.eventFd = eventFd;
        handleAt(Priority.FIRST);
    }

    static Wakeup open(EventLoop loop) {
        try {
            return new Wakeup(loop, EventFd.open());
        } catch (LinuxException e) {
            loop.poller.close(); // the loop will never be, and so never close it
            throw e;
        }
    }

    EventFd eventFd() {
        return eventFd;
    }

    @Override
    boolean isLoopsOwn() {
        return true;
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    Outcome dispatch(int budget) {
        takeReady();
        took();
        // Level-triggered and read: leaving an edge-triggered eventfd unread lost wake-ups on some kernels.
        return eventFd.read() == 0 ? Outcome.NOTHING : Outcome.DONE;
    }
}
