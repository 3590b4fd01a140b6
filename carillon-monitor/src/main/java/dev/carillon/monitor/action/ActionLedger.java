package dev.carillon.monitor.action;

/**
 * What became of all that an action was to tell.
 *
 * @param raised how much it was
 * @param delivered how much of it went well
 * @param digested how much was told together with others, or was replaced by what came later
 * @param waiting how much has not been told yet
 * @param givenUp how much is not told at all, for what went wrong or was too much
 */
public record ActionLedger(long raised, long delivered, long digested, long waiting, long givenUp) {
    /** What nobody can account for: zero. */
    public long open() {
        return raised - delivered - digested - waiting - givenUp;
    }
}
