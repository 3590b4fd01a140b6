package dev.carillon.monitor.action;

/** Counts what becomes of an action's notices. */
final class Tally {
    private long raised;
    private long delivered;
    private long digested;
    private long givenUp;

    void raised(int notices) {
        raised += notices;
    }

    void count(Attempt.Outcome outcome, int notices) {
        switch (outcome) {
            case DELIVERED -> delivered += notices;
            case DIGESTED -> digested += notices;
            case GIVEN_UP, SKIPPED -> givenUp += notices;
            case STARTED, FAILED -> {}
        }
    }

    /** With how many are waiting, as who keeps them has counted. */
    ActionLedger ledger(long waiting) {
        return new ActionLedger(raised, delivered, digested, waiting, givenUp);
    }
}
