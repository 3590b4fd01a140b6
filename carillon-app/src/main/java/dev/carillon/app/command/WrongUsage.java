package dev.carillon.app.command;

import java.io.Serial;

/** A command was called with what it cannot run with. The message is one line for the user. */
public final class WrongUsage extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    /** With the line. */
    public WrongUsage(String message) {
        super(message);
    }

    /** With the line, and what it was found out by. */
    public WrongUsage(String message, Throwable cause) {
        super(message, cause);
    }
}
