package dev.carillon.http;

/**
 * A request is refused. Its stack trace is empty: it is the peer's doing, and may be as frequent as the peer likes.
 */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Why. */
    private final Refusal reason;

    /**
     * Makes one.
     *
     * @param reason why; its status is what is answered
     * @param detail what exactly, for the log; it goes to no client
     */
    public RefusedException(Refusal reason, String detail) {
        super(reason + " (" + reason.status() + "): " + detail, null, false, false);
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return the reason, which has the status
     */
    public Refusal reason() {
        return reason;
    }
}
