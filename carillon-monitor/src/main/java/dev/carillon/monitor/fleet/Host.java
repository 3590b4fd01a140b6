package dev.carillon.monitor.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A host of the fleet, as the server knows it.
 *
 * @param report what it has said last
 * @param presence whether it is there
 * @param heard when it was heard of last, by the server's clock
 * @param isContested whether several monitors call themselves so; the report is of all of them
 */
public record Host(HostReport report, Presence presence, Instant heard, boolean isContested) {
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

    /** By what stands under its name. */
    static Host of(NatsBuckets.Entry entry, boolean isHere) {
        Optional<Claim> claim =
                FleetNames.isHost(entry.key()) ? HostJson.parse(entry.key(), entry.text()) : Optional.empty();
        return claim.map(said -> of(said, isHere, entry.time()))
                .orElseGet(() -> new Host(
                        HostReport.unreadable(entry.key(), entry.time()), Presence.UNREADABLE, entry.time(), false));
    }

    private static Host of(Claim claim, boolean isHere, Instant heard) {
        Presence gone = claim.report().hasLeft() ? Presence.LEFT : Presence.VANISHED;
        return new Host(
                claim.together(),
                isHere ? Presence.HERE : gone,
                heard,
                claim.rival().isPresent());
    }

    /** Whether somebody has to look at it. */
    public boolean isWrong() {
        return isContested
                || presence == Presence.VANISHED
                || presence == Presence.UNREADABLE
                || presence == Presence.HERE && !report.verdict().equals(HostReport.QUIET);
    }
}
