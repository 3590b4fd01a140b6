package dev.carillon.app.monitor;

/** Puts events on standard output, one at a time. */
interface EventWriter {
    /**
     * Writes an event, whole and at once.
     *
     * @param event what to write
     * @throws ReaderGoneException if nobody reads standard output any more
     */
    void write(Event event) throws ReaderGoneException;
}
