package dev.carillon.monitor.action;

/**
 * How an action stands.
 *
 * @param name its name in the file
 * @param kind what it is: {@code run}, {@code webhook}, …
 * @param circuit whether what it tells arrives
 * @param ledger what became of all that it was to tell
 * @param answer what came back last; empty if nothing has
 */
public record ActionStatus(String name, String kind, Circuit circuit, ActionLedger ledger, String answer) {
    /** Whether an action's other side can be reached. */
    public enum Circuit {
        /** As far as we know it works. */
        CLOSED,
        /** It failed, and is left alone for a while. */
        OPEN,
        /** It failed, and is tried again just now. */
        HALF_OPEN
    }
}
