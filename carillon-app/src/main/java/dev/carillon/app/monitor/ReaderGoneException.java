package dev.carillon.app.monitor;

import java.io.Serial;

/** Whoever read the output has closed it, as {@code head} does when it has enough. No failure: time to end. */
final class ReaderGoneException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    ReaderGoneException(Exception cause) {
        super(cause);
    }
}
