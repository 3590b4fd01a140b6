package dev.carillon.app.monitor;

/** Where text goes that is whole lines. */
@FunctionalInterface
interface TextOutput {
    /**
     * Writes a text, all of it.
     *
     * @throws ReaderGoneException if nobody reads any more
     */
    void write(String text) throws ReaderGoneException;
}
