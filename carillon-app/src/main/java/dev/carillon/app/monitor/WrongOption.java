package dev.carillon.app.monitor;

import java.io.Serial;

/** An option's value makes no sense; the message is for the user. */
final class WrongOption extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    WrongOption(String message) {
        super(message);
    }
}
