package dev.carillon.http.server;

import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;

/**
 * Requests as events of the flight recorder, if there is one at work.
 *
 * <p>To make the first event loads classes of {@code jdk.jfr} for some 60 ms. So none is made before somebody records; and where that
 * begins while requests are served, a thread of its own makes the event ready, and the requests until then are not recorded.
 */
final class Recording {
    private static final AtomicBoolean NOTICED = new AtomicBoolean();

    private static volatile boolean on;

    private Recording() {}

    /** Notices a recording that was started before. Not while a loop waits for it. */
    static void look() {
        if (FlightRecorder.isInitialized()) {
            FlightRecorder.register(RequestEvent.class);
            on = true;
        }
    }

    /** An exchange begins. Without a recording that costs a look at two flags. */
    static void begin(Exchange exchange) {
        if (on) {
            RequestEvent.begin(exchange);
        } else if (FlightRecorder.isInitialized() && NOTICED.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("carillon-recording").start(Recording::look);
        }
    }

    /** Whether the event is ready. */
    static boolean isOn() {
        return on;
    }
}
