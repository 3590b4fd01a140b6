package dev.carillon.http.server;

import java.lang.System.Logger.Level;

/** Failures go to the log. One that cannot be written must not end the exchange it tells of. */
final class LoggedFailures implements FailureListener {
    private static final System.Logger LOG = System.getLogger(FailureListener.class.getName());

    @Override
    public void failed(Exchange exchange, Throwable failure) {
        try {
            LOG.log(Level.WARNING, exchange + " failed", failure);
        } catch (LinkageError | RuntimeException e) {
            // Its client is told all the same, and HttpStatistics.failures() counts it.
        }
    }
}
