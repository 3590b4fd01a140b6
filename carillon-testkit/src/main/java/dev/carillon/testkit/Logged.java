package dev.carillon.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs while this is open, by way of {@link System.Logger}. Safe from any thread. */
public final class Logged implements AutoCloseable {
    private final Logger logger;
    private final Collector collector = new Collector();

    /** Keeps the lines. */
    private static final class Collector extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final List<String> lines = new ArrayList<>();
        private final CountDownLatch first = new CountDownLatch(1);

        @Override
        public synchronized void publish(LogRecord record) {
            lines.add(formatter.formatMessage(record));
            first.countDown();
        }

        private synchronized List<String> copy() {
            return List.copyOf(lines);
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

    private Logged(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(collector);
    }

    /**
     * Begins to listen.
     *
     * @param type the class, whose name is the logger's
     * @return what it logs from now on
     */
    public static Logged by(Class<?> type) {
        return new Logged(type.getName());
    }

    /**
     * The messages so far, with their parameters.
     *
     * @return a snapshot, oldest first
     */
    public List<String> lines() {
        return collector.copy();
    }

    /**
     * Waits for the first message.
     *
     * @param patience how long at the most
     * @return false if none came
     * @throws InterruptedException if interrupted
     */
    public boolean awaitFirst(Duration patience) throws InterruptedException {
        return collector.first.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        logger.removeHandler(collector);
    }
}
