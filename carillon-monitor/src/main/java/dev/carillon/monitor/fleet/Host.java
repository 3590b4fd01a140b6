package dev.carillon.monitor.fleet;

import java.time.Instant;

/**
 * A host of the fleet, as the server knows it.
 *
 * @param report what it has said last
 * @param presence whether it is there
 * @param heard when it was heard of last, by the server's clock
 */
public record Host(HostReport report, Presence presence, Instant heard) {
    /** Whether a host is there. */
    public enum Presence {
        /** It says so. */
        HERE,
        /** Its monitor was ended in order. */
        LEFT,
        /** It says nothing any more, and has not said that it leaves. */
        VANISHED,
        /** Nobody understands what stands under its name: that need not be from a monitor. */
        UNREADABLE
    }

    static Host unreadable(String name, Instant put) {
        return new Host(HostReport.unreadable(name, put), Presence.UNREADABLE, put);
    }

    /** Whether somebody has to look at it. */
    public boolean isWrong() {
        return presence == Presence.VANISHED
                || presence == Presence.UNREADABLE
                || presence == Presence.HERE && !report.verdict().equals(HostReport.QUIET);
    }
}
