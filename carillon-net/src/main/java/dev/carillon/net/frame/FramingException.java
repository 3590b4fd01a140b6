package dev.carillon.net.frame;

import java.io.Serial;

/**
 * The other side has sent what is no frame, or one that is too long. What follows in the stream can not be told apart any
 * more: its connection can only be closed. The message is one line with the lengths that matter: {@code the length prefix
 * tells a message of 70000 bytes, the limit is 65536}.
 *
 * <p>Unchecked, as every error of the library: who decodes lets it pass to who closes the connection.
 */
public final class FramingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Why a frame is refused. */
    public enum Reason {
        /** The message is longer than the limit. */
        TOO_LONG,
        /** The bytes break the rules of the framing. */
        MALFORMED,
        /** The stream ended within a frame. */
        CUT_OFF
    }

    /**
     * A refusal.
     *
     * @param reason its kind
     * @param message what is wrong, in one line
     */
    public FramingException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * The kind of refusal.
     *
     * @return why
     */
    public Reason reason() {
        return reason;
    }
}
