package dev.carillon.loop;

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
         * @throws Exception disables the source and goes to the loop's error handler
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
        statistics().events++;
        handler.run(this);
        return Outcome.DONE;
    }

    @Override
    boolean isActivity() {
        return false;
    }

    @Override
    void onClose() {
        loop().dispatcher.removePost(this);
    }
}
