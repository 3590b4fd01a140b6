package dev.carillon.net;

import dev.carillon.linux.LinuxException;

/** Gets the datagrams of a {@link DatagramEndpoint}. Called on the loop's thread. What it throws concerns one datagram only. */
@FunctionalInterface
public interface DatagramHandler {
    /**
     * A datagram came.
     *
     * @param endpoint where
     * @param datagram its bytes and its sender, valid during this call only
     * @throws Exception goes to the loop's error handler; the next datagram is handled all the same
     */
    void received(DatagramEndpoint endpoint, Datagram datagram) throws Exception;

    /**
     * A datagram that was sent did not reach anybody, or could not be sent. The endpoint goes on.
     *
     * @param endpoint whose
     * @param error ECONNREFUSED if nobody received one sent earlier by a connected endpoint; else why one was dropped,
     *     {@link DropReason}
     * @throws Exception goes to the loop's error handler
     */
    default void failed(DatagramEndpoint endpoint, LinuxException error) throws Exception {}

    /**
     * There is room again after datagrams were refused: half of those that may wait are sent.
     *
     * @param endpoint whose
     * @throws Exception goes to the loop's error handler
     */
    default void drained(DatagramEndpoint endpoint) throws Exception {}
}
