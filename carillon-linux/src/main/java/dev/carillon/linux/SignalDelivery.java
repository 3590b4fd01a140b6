package dev.carillon.linux;

/** How a signal reaches the program. The process's state decides, not the application ({@link Signals#delivery}). */
public enum SignalDelivery {
    /** Blocked in every thread and read from a signalfd: with sender and value, real-time signals queued in order. */
    SIGNALFD("signalfd"),
    /** Through the JVM's own handler, {@code sun.misc.Signal}: sender and value unknown, bursts merge. */
    JVM("jvm"),
    /** Not at all: the kernel or the JVM keeps it, or it is a real-time signal that not every thread blocks. */
    NONE("none");

    private final String label;

    SignalDelivery(String label) {
        this.label = label;
    }

    /**
     * The word for logs and JSON.
     *
     * @return {@code signalfd}, {@code jvm} or {@code none}
     */
    public String label() {
        return label;
    }
}
