package dev.carillon.loop;

import java.time.Duration;
import java.util.function.Consumer;

/** Tells how long the loop wanted to sleep, and only looks. */
class SleeplessPoller extends PollerWrapper {
    private final Consumer<Duration> asked;

    SleeplessPoller(int batch, Consumer<Duration> asked) {
        super(PollerKind.EPOLL.apply(batch));
        this.asked = asked;
    }

    @Override
    public int poll(long timeoutNanos) {
        asked.accept(Duration.ofNanos(timeoutNanos));
        return super.poll(0);
    }
}
