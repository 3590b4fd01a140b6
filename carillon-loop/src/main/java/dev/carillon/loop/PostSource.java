package dev.carillon.loop;

import dev.carillon.loop.life.Steps;

/**
 * Runs a handler after every turn in which another source was handled: for flushing what handlers have collected.
 */
public final class PostSource extends Source {
    private final Handler handler;

    /** Does what follows a turn. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Other sources have been handled.
         *
         * @param source the source
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        void run(PostSource source) throws Exception;
    }

    PostSource(EventLoop loop, String name, Handler handler) {
        super(loop, name, "post");
        this.handler = handler;
        loop.dispatcher.addPost(this);
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        took();
        handler.run(this);
        return Outcome.DONE;
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    void release(Steps steps) {
        loop().dispatcher.removePost(this);
    }
}
