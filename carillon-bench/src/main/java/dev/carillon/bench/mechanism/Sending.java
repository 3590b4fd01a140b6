package dev.carillon.bench.mechanism;

/** The end that tells. For one thread. */
@FunctionalInterface
interface Sending {
    /** Tells of one event. False if there is no room now: nothing was sent. */
    boolean send();

    /** Tells of one event, and lets others run as long as there is no room. */
    default void sendSurely() {
        while (!send()) {
            Thread.yield();
        }
    }
}
