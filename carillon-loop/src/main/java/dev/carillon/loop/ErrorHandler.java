package dev.carillon.loop;

import java.lang.System.Logger.Level;

/** Hears of handlers that threw. Called on the loop's thread; the source is disabled by then, the loop goes on. */
@FunctionalInterface
public interface ErrorHandler {
    /** Logs it with the source's name. */
    ErrorHandler LOGGING = (source, error) -> System.getLogger(EventLoop.class.getName())
            .log(Level.ERROR, "handler of " + source + " threw; the source is disabled", error);

    /**
     * A handler threw.
     *
     * @param source whose handler
     * @param error what it threw
     */
    void failed(Source source, Throwable error);
}
