package dev.carillon.linux;

import java.util.function.Consumer;

/**
 * The JVM's own signal dispatch, {@code sun.misc.Signal}: the way that is left where a signal is not blocked in every
 * thread. It tells neither sender nor value, and merges bursts. Safe from any thread.
 */
public final class JvmSignals {
    private JvmSignals() {}

    /** Handling of a signal by the JVM, until closed. */
    public interface Registration extends AutoCloseable {
        /** Gives the signal back to whoever handled it before. */
        @Override
        void close();
    }

    /**
     * Refuses, with the reason, what the JVM keeps for itself or does not know.
     *
     * @param signal any signal
     * @throws IllegalArgumentException if {@link #register} would not take it
     */
    public static void checkAccepts(Signal signal) {
        if (!accepts(signal)) {
            throw new IllegalArgumentException("signal " + signal + " cannot be received" + why(signal));
        }
    }

    static boolean accepts(Signal signal) {
        // USR2 is HotSpot's suspend signal unless moved; handling it would break profilers and JFR.
        if (signal.isRealTime() || signal == Signal.USR2 && System.getenv("_JAVA_SR_SIGNUM") == null) {
            return false;
        }
        return switch (signal.name()) {
            case "HUP",
                    "INT",
                    "TERM",
                    "USR1",
                    "USR2",
                    "CHLD",
                    "WINCH",
                    "CONT",
                    "TSTP",
                    "TTIN",
                    "TTOU",
                    "ALRM",
                    "URG",
                    "IO",
                    "PWR",
                    "SYS",
                    "XCPU",
                    "VTALRM",
                    "PROF",
                    "TRAP" -> true;
            default -> false;
        };
    }

    /**
     * Has the JVM call a handler for a signal, on a thread of its own making.
     *
     * @param signal a standard signal the JVM does not keep for itself
     * @param handler called for each delivery
     * @return closes to the former handling
     * @throws IllegalArgumentException if the JVM does not give the signal away
     */
    public static Registration register(Signal signal, Consumer<Signal> handler) {
        checkAccepts(signal);
        if (signal == Signal.CHLD) {
            letTheJdkBegin();
        }
        sun.misc.Signal jvmSignal = new sun.misc.Signal(signal.name());
        sun.misc.SignalHandler former = sun.misc.Signal.handle(jvmSignal, raised -> handler.accept(signal));
        return () -> sun.misc.Signal.handle(jvmSignal, former);
    }

    /** The JDK takes CHLD from whoever has it when it is about to start its first process; so it does that before. */
    private static void letTheJdkBegin() {
        try {
            Class.forName("java.lang.ProcessImpl", true, null);
        } catch (ClassNotFoundException e) {
            // Another JDK, with other habits.
        }
    }

    private static String why(Signal signal) {
        if (signal.isRealTime()) {
            return ": the JVM's own handler has no real-time signals. Start through the carillon launcher, or call"
                    + " SignalSetup first, so that every thread blocks it";
        }
        return switch (signal.name()) {
            case "KILL", "STOP" -> ": the kernel does not let anybody catch it";
            case "USR2" -> ": HotSpot suspends threads with it (set _JAVA_SR_SIGNUM to move that)";
            default -> ": the JVM keeps it for itself";
        };
    }
}
