package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pressure;

/**
 * Tells when tasks wait too long for memory, processors or I/O: a trigger of pressure stall information. The kernel reports
 * at most once a window.
 */
public final class PressureSource extends WatchedSource {
    private final Handler handler;

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

    PressureSource(EventLoop loop, String name, Pressure pressure, Handler handler) {
        super(loop, name, "pressure", pressure, Epoll.PRI, true);
        this.handler = handler;
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
        took();
        handler.pressed(this);
        return Outcome.DONE;
    }
}
