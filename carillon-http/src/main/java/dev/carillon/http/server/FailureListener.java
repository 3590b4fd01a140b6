package dev.carillon.http.server;

/** Is told what handlers and listeners have thrown, and why a file could not be sent. */
@FunctionalInterface
public interface FailureListener {
    /** Writes it to the log of this interface's name. */
    FailureListener LOGGING = new LoggedFailures();

    /**
     * Something was thrown, or a file that is the answer cannot be read, or has become shorter. On the loop's thread, before the
     * client gets its 500 or, as a rule, its connection is broken off. What it throws itself goes to the loop's error handler, and keeps
     * nothing from its end.
     *
     * @param exchange the exchange
     * @param failure what was thrown
     */
    void failed(Exchange exchange, Throwable failure);
}
