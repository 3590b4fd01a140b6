package dev.carillon.app.command;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalInfo;
import dev.carillon.linux.Terminal;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Priority;
import dev.carillon.loop.SignalSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What signals mean to a command that runs until it is told to end: the same for all of them, as {@code docs/signals.md} says.
 * For the thread of the command's loop.
 */
public final class ControlSignals {
    /** Those that mean something to all of them. QUIT is the JVM's. */
    public static final Set<Signal> ALL = Set.of(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1);

    private final Orders orders;
    private final boolean endsWithTerminal;

    /** What a command does when it is told to. */
    public interface Orders {
        /**
         * Ends, the first time in order, the second time at once.
         *
         * @param reason why, in a word or a few
         */
        void end(String reason);

        /** Reads configuration and certificates again, or says that there is nothing to read. */
        void reload();

        /** Prints the figures. */
        void report();

        /** Has a new process take over, where the command can. */
        default void upgrade() {}
    }

    /** Signals for a command. Looks whether it has a terminal now, so it is made at the start. */
    public ControlSignals(Orders orders) {
        this.orders = orders;
        this.endsWithTerminal = !IgnoredSignals.atStart().contains(Signal.HUP) && isTerminalThere(false);
    }

    /** Those of a command that can be restarted: USR2 as well, unless HotSpot has it for itself, as without the launcher. */
    public static Set<Signal> withUpgrade() {
        Set<Signal> signals = new TreeSet<>(ALL);
        if (System.getenv("_JAVA_SR_SIGNUM") != null) {
            signals.add(Signal.USR2);
        }
        return signals;
    }

    /**
     * Has a loop take some of them.
     *
     * @param loop the command's loop
     * @param signals those which no other source of the command takes
     */
    public void open(EventLoop loop, Set<Signal> signals) {
        open(loop, signals, info -> {});
    }

    /** The same, with somebody who hears of each signal before it means something. */
    public void open(EventLoop loop, Set<Signal> signals, Consumer<SignalInfo> listener) {
        if (signals.isEmpty()) {
            return;
        }
        SignalSource source;
        try {
            source = loop.signals("control", signals, (self, info) -> {
                listener.accept(info);
                take(info.signal());
            });
        } catch (IllegalArgumentException e) {
            // As sun.misc.Signal has it, of one of them.
            throw new IllegalStateException(
                    "TERM, INT, HUP and USR1 cannot be received (" + e.getMessage()
                            + "): start without -Xrs, or through ./carillon",
                    e);
        }
        source.priority(Priority.HIGH);
    }

    /** Does what a signal asks for; nothing, if it means nothing. */
    public void take(Signal signal) {
        switch (signal.name()) {
            case "TERM", "INT" -> orders.end(signal.name());
            case "HUP" -> hangUp();
            case "USR1" -> orders.report();
            case "USR2" -> orders.upgrade();
            default -> {} // an event to the command at the most
        }
    }

    /** A terminal that is closed sends HUP, too: whoever works in its foreground is not wanted any more. */
    private void hangUp() {
        if (endsWithTerminal && !isTerminalThere(true)) {
            orders.end("the terminal is gone");
        } else {
            orders.reload();
        }
    }

    private static boolean isTerminalThere(boolean otherwise) {
        try {
            return Terminal.hasControlling();
        } catch (LinuxException e) {
            return otherwise; // no descriptor is left, say
        }
    }
}
