package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Inotify;
import java.nio.file.Path;

/** Stub: being written. */
public final class PathSource extends WatchedSource {
    /** Handles changes. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Something changed.
         *
         * @param source the source
         * @throws Exception disables the source and goes to the loop's error handler
         */
        void changed(PathSource source) throws Exception;
    }

    private PathSource(EventLoop loop, String name, Inotify inotify, Handler handler) {
        super(loop, name, "path", inotify, Epoll.IN, true);
    }

    static PathSource open(EventLoop loop, String name, Path path, Handler handler) {
        return new PathSource(loop, name, Inotify.open(), handler);
    }

    @Override
    Outcome dispatch(int budget) {
        return Outcome.NOTHING;
    }
}
