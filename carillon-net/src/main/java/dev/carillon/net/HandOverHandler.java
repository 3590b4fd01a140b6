package dev.carillon.net;

import org.jspecify.annotations.Nullable;

/** Gets what another process hands over. Called on the loop's thread. */
@FunctionalInterface
public interface HandOverHandler {
    /**
     * The other process is there.
     *
     * @param with the way to it
     * @throws Exception ends the hand-over and goes to the loop's error handler
     */
    default void opened(HandOver with) throws Exception {}

    /**
     * Something came.
     *
     * @param from the way it came
     * @param item a socket, or words
     * @throws Exception ends the hand-over and goes to the loop's error handler
     */
    void received(HandOver from, Handed item) throws Exception;

    /**
     * No more comes.
     *
     * @param from the way it came
     * @param error null if the other process has ended it, or this one; else what went wrong
     * @throws Exception goes to the loop's error handler
     */
    default void ended(HandOver from, @Nullable Throwable error) throws Exception {}
}
