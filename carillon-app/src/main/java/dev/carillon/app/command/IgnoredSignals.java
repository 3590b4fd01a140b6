package dev.carillon.app.command;

import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.linux.Signals;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the command was told to ignore by whoever started it: HUP by {@code nohup(1)}, INT by a shell's {@code &}. The launcher
 * ignores more, for reasons of the JVM, and so tells what it has found.
 */
public final class IgnoredSignals {
    /** Names of signals with commas between them. */
    private static final String PROPERTY = "carillon.ignored";

    private IgnoredSignals() {}

    /** Those ignored when the launcher was started; none if it was not used. */
    static Set<Signal> atStart() {
        Set<Signal> ignored = new TreeSet<>();
        for (String name : System.getProperty(PROPERTY, "").split(",", -1)) {
            if (!name.isEmpty()) {
                ignored.add(Signal.parse(name));
            }
        }
        return ignored;
    }

    /**
     * Undoes what the launcher did for the JVM's sake. To be called before children are started, which would inherit it.
     *
     * @param taken whether the command has a source for TERM, INT and HUP; else they have their effect of before
     */
    public static void settle(boolean taken) {
        Set<Signal> adopted = SignalSetup.adopt();
        if (taken) {
            return;
        }
        Set<Signal> stay = atStart();
        stay.retainAll(adopted);
        Signals.ignore(stay);
        Signals.unblock(adopted);
    }
}
