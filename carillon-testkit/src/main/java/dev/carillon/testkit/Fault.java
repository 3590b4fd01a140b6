package dev.carillon.testkit;

/** The kinds of fault that happen by chance. */
enum Fault {
    /** EINTR. */
    INTERRUPTING(false),
    /** EAGAIN. */
    REFUSING(false),
    /** Less is transferred than was asked for. */
    SHORTENING(true),
    /** EMFILE. */
    EXHAUSTING(true),
    /** ECONNRESET and EPIPE. */
    RESETTING(true),
    /** Events come later. */
    DELAYING(false),
    /** Events come in another order. */
    REORDERING(true),
    /** The queue of an inotify was full. */
    OVERFLOWING(true);

    private final boolean mayBeCertain;

    Fault(boolean mayBeCertain) {
        this.mayBeCertain = mayBeCertain;
    }

    void check(double chance) {
        if (!(chance >= 0) || chance > 1 || (chance == 1 && !mayBeCertain)) {
            throw new IllegalArgumentException(this + " takes a chance of 0 to "
                    + (mayBeCertain ? "1" : "less than 1 (the program under test would never get on)") + ", not "
                    + chance);
        }
    }
}
