package dev.carillon.app.demo;

import java.io.Serial;

/** A demo was called with arguments it cannot run with. The message is one line for the user. */
public final class WrongUsage extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    WrongUsage(String message) {
        super(message);
    }

    WrongUsage(String message, Throwable cause) {
        super(message, cause);
    }
}
