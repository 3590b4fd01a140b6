package dev.carillon.bench.mechanism;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code Selector.wakeup}, and a flag: a selector does not say that it was woken. */
final class SelectorWakeup implements Sending, Receiving {
    private final Selector selector;
    private final AtomicBoolean given = new AtomicBoolean();
    private final boolean busy;

    SelectorWakeup(boolean busy) throws IOException {
        this.busy = busy;
        selector = Selector.open();
    }

    @Override
    public boolean send() {
        given.set(true);
        selector.wakeup();
        return true;
    }

    @Override
    public long take(long nanos) {
        long began = System.nanoTime();
        try {
            while (!given.getAndSet(false)) {
                if (nanos >= 0 && System.nanoTime() - began >= nanos) {
                    return 0;
                }
                select(nanos);
            }
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void select(long nanos) throws IOException {
        if (busy) {
            selector.selectNow();
        } else {
            selector.select(nanos < 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos))); // 0: for ever
        }
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
