package dev.carillon.testkit;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A log that fails with each record of one class while this is open, as one that opens its file with the first record when
 * no descriptor is left.
 */
public final class BrokenLog implements AutoCloseable {
    private final Logger logger;
    private final Thrower thrower = new Thrower();

    /** Throws what is no exception, which is what classes that cannot be initialised throw. */
    private static final class Thrower extends Handler {
        @Override
        public void publish(LogRecord record) {
            throw new ExceptionInInitializerError("planted in the log");
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    private BrokenLog(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(thrower);
    }

    /**
     * Begins to fail.
     *
     * @param type the class, whose name is the logger's
     * @return what mends the log when it is closed
     */
    public static BrokenLog of(Class<?> type) {
        return new BrokenLog(type.getName());
    }

    @Override
    public void close() {
        logger.removeHandler(thrower);
    }
}
