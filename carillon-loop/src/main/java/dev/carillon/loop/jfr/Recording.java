package dev.carillon.loop.jfr;

import jdk.jfr.FlightRecorder;

/**
 * The loop's events for the flight recorder, if there is one at work.
 *
 * <p>To make the first event loads a hundred classes of {@code jdk.jfr} and holds its thread for 0.2 s. So none is made before
 * somebody records; who looks for that ({@link #look}) is a loop before its first turn, and the watchdog now and then.
 */
public final class Recording {
    private static volatile boolean on;

    private Recording() {}

    /** Notices that a recording was started in this process, and makes the events ready. Not while a loop waits for it. */
    public static void look() {
        if (!on && FlightRecorder.isInitialized()) {
            FlightRecorder.register(TurnEvent.class);
            FlightRecorder.register(SlowHandlerEvent.class);
            FlightRecorder.register(WakeupEvent.class);
            on = true;
        }
    }

    /**
     * A turn has ended.
     *
     * @param loop the loop's name
     * @param kernelEvents ready descriptors
     * @param handled sources
     * @param waited nanoseconds
     */
    public static void turn(String loop, int kernelEvents, int handled, long waited) {
        if (on) {
            TurnEvent.emit(loop, kernelEvents, handled, waited);
        }
    }

    /**
     * A handler took longer than the loop's limit.
     *
     * @param loop the loop's name
     * @param source names the source
     * @param nanos how long it took
     */
    public static void slowHandler(String loop, String source, long nanos) {
        if (on) {
            SlowHandlerEvent.emit(loop, source, nanos);
        }
    }

    /**
     * The calling thread woke a sleeping loop.
     *
     * @param loop the loop's name
     */
    public static void wakeup(String loop) {
        if (on) {
            WakeupEvent.emit(loop);
        }
    }
}
