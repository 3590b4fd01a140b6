package dev.carillon.loop;

/**
 * Runs a handler in the loop's next turn, once however often it was asked: for work to put off until the present handlers
 * are through.
 */
public final class DeferSource extends Source {
    private final Handler handler;

    /** Does the deferred work. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The time has come.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void run(DeferSource source) throws Exception;
    }

    DeferSource(EventLoop loop, String name, Handler handler) {
        super(loop, name, "defer");
        this.handler = handler;
    }

    /** Asks for a run in the next turn. */
    public void schedule() {
        loop().checkThread();
        checkOpen();
        pend();
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        took();
        handler.run(this);
        return Outcome.DONE;
    }
}
