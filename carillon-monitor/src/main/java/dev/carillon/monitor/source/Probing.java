package dev.carillon.monitor.source;

import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import dev.carillon.loop.Timeout;
import dev.carillon.loop.TimerSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Looks at something every so often, on a thread of its own: what may wait for a disk or a network must not have the loop wait. One
 * look at a time: as long as one has not come back, there is no other, and it is said once how long that takes.
 */
final class Probing implements OpenInput {
    private final Inlet inlet;
    private final String kind;
    private final Duration timeout;
    private final Probe probe;
    private final TimerSource timer;
    private final Timeout patience;
    private @Nullable Thread looking;
    private boolean isLate;
    private boolean isClosed;

    /** Looks. */
    @FunctionalInterface
    interface Probe {
        /**
         * Looks once; may wait, and is interrupted when its time is over.
         *
         * @return what is to be told; the value that rules compare with among it
         */
        Map<String, Object> look() throws Exception;
    }

    /**
     * Begins.
     *
     * @param kind what kind of event comes of it; of what goes wrong {@code failed} does
     */
    Probing(Inlet inlet, String kind, Duration every, Duration timeout, Probe probe) {
        EventLoop loop = inlet.loop();
        this.inlet = inlet;
        this.kind = kind;
        this.timeout = timeout;
        this.probe = probe;
        this.patience = loop.timeout(this::late);
        this.timer = loop.timer(inlet.name(), (self, expirations) -> look());
        timer.every(every);
        look();
    }

    private void look() {
        if (looking != null) {
            return;
        }
        isLate = false;
        Thread thread = Thread.ofPlatform()
                .daemon()
                .name("carillon-look " + inlet.name())
                .unstarted(this::run);
        looking = thread;
        patience.schedule(timeout);
        thread.start();
    }

    private void run() {
        long began = TimeSource.SYSTEM.nanos();
        Map<String, Object> seen;
        boolean isGood = true;
        try {
            seen = probe.look();
        } catch (Exception e) { // whatever it is, it is what is to be told
            isGood = false;
            seen = Map.of("text", Failure.line(e));
        }
        Map<String, Object> fields = new LinkedHashMap<>(seen);
        fields.put("took", (TimeSource.SYSTEM.nanos() - began) / 1e9);
        String event = isGood ? kind : "failed";
        try {
            inlet.loop().execute(() -> seen(event, fields));
        } catch (RejectedExecutionException e) {
            // The loop has ended: nobody is left to be told.
        }
    }

    private void seen(String event, Map<String, Object> fields) {
        looking = null;
        patience.cancel();
        if (!isLate && !isClosed) { // a late one was told of
            inlet.event(event, fields);
        }
    }

    private void late() {
        isLate = true;
        if (looking != null) {
            looking.interrupt();
        }
        inlet.event("failed", Map.of("text", "nothing came back in " + SpanOfTime.text(timeout)));
    }

    @Override
    public void close() {
        isClosed = true;
        patience.cancel();
        timer.close();
        if (looking != null) {
            looking.interrupt();
        }
    }
}
