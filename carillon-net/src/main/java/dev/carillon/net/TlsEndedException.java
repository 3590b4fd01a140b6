package dev.carillon.net;

import java.io.Serial;
import javax.net.ssl.SSLException;

/** The conversation is over although there was more to be said. */
final class TlsEndedException extends SSLException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final CloseReason reason;

    TlsEndedException(CloseReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
