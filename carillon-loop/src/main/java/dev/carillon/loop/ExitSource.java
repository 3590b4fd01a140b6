package dev.carillon.loop;

import dev.carillon.loop.life.Steps;

/** Runs a handler when the loop ends, before anything is closed: by priority, those of equal priority in order of age. */
public final class ExitSource extends Source {
    private final Handler handler;

    /** Does what is to be done at the end. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The loop ends.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler; the other exit handlers run all the same
         */
        void exiting(ExitSource source) throws Exception;
    }

    ExitSource(EventLoop loop, String name, Handler handler) {
        super(loop, name, "exit");
        this.handler = handler;
        loop.exits.add(this);
    }

    void runHandler() {
        if (!isListening()) {
            return;
        }
        try {
            dispatch(1);
        } catch (Throwable e) { // the other exit handlers and the closing must go on
            failed(e);
            Dispatcher.keepInterrupt(e);
        }
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        took();
        handler.exiting(this);
        return Outcome.DONE;
    }

    @Override
    void release(Steps steps) {
        loop().exits.remove(this);
    }
}
