package dev.carillon.loop;

import java.lang.System.Logger.Level;

/** Hears of handlers that threw. Called on the loop's thread, when the source's {@link FailurePolicy} has been followed. */
@FunctionalInterface
public interface ErrorHandler {
    /** Logs it with the source's name, and what becomes of the source. */
    ErrorHandler LOGGING = new ErrorHandler() {
        @Override
        public void failed(Source source, Throwable error) {
            failed(source, error, 0);
        }

        @Override
        public void failed(Source source, Throwable error, long heldBack) {
            String times = heldBack == 0 ? "" : ", and " + heldBack + " times more since that was told last";
            String follows =
                    source.isEnabled() ? "it goes on" : "the source is " + (source.isOpen() ? "disabled" : "closed");
            System.getLogger(EventLoop.class.getName())
                    .log(Level.ERROR, "handler of " + source + " threw" + times + "; " + follows, error);
        }
    };

    /**
     * A handler threw.
     *
     * @param source whose handler
     * @param error what it threw
     */
    void failed(Source source, Throwable error);

    /**
     * A handler threw, for one that fails again and again: the first failures of a source are told one by one, later ones
     * with growing rests in between, a minute at the most. Unless it is overridden the count is left out; {@link
     * SourceStatistics#errors} has all.
     *
     * @param source whose handler
     * @param error what it threw the last time
     * @param heldBack how often it threw besides, since this was told last: those were only counted
     */
    default void failed(Source source, Throwable error, long heldBack) {
        failed(source, error);
    }
}
