package dev.carillon.loop;

import java.lang.System.Logger.Level;

/**
 * Tells of what went wrong in a loop. To tell can fail as well: an error handler throws, and a log that opens its file with
 * the first record may want the very descriptor that is missing. Then the next way is tried, and at last it is only counted,
 * {@link LoopStatistics#unreported}; nothing of it reaches the loop.
 */
final class Failures {
    private final ErrorHandler errorHandler;
    private final LoopStatistics statistics;

    Failures(ErrorHandler errorHandler, LoopStatistics statistics) {
        this.errorHandler = errorHandler;
        this.statistics = statistics;
    }

    /** Says what somebody should know, if that can be said. */
    static void say(Level level, String text) {
        try {
            System.getLogger(EventLoop.class.getName()).log(level, text);
        } catch (Throwable e) { // it is only a word
        }
    }

    /** A source's handler has failed. */
    void report(Source source, Throwable error, long heldBack) {
        try {
            errorHandler.failed(source, error, heldBack);
        } catch (Throwable e) { // whatever it is, and whatever its reason
            tell(Level.ERROR, "the error handler of the loop threw, told of a failure of ", source, e);
            tell(Level.ERROR, "this is what it was told: a failure of ", source, error);
        }
    }

    /** To the log, if that can be. */
    void tell(Level level, String what, Object subject, Throwable error) {
        try {
            System.getLogger(EventLoop.class.getName()).log(level, what + subject, error);
        } catch (Throwable e) { // there is nobody left to tell
            statistics.unreported++;
        }
    }
}
