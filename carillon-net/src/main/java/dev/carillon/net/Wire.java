package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import java.nio.ByteBuffer;

/**
 * The way from the connections of one loop to the kernel. What is offered is taken at once, or it is in flight: it goes out
 * together with what others have offered, and the connection is told later what has become of it, {@link Sending#landed} or
 * {@link Sending#lost}, which asks for no second settling where all of it was taken.
 *
 * <p>In flight is at the most one piece of a connection. Its memory stays leased, and as it is, until that is told; what is
 * written meanwhile waits behind it. Whatever must not overtake it (a shutdown, a file, a pipe, bytes that are sent at once,
 * the end of the descriptor) has it submitted first.
 */
interface Wire {
    /** What {@link #offer} answers if it was not decided at once. */
    int IN_FLIGHT = -2;

    /** Each piece by a call of its own, {@code send(2)}: nothing is ever in flight. */
    Wire DIRECT = new Wire() {
        @Override
        public int offer(Conversation of, ByteBuffer bytes) {
            return of.socket.send(bytes, 0);
        }

        @Override
        public void submit() {
            // Nothing is in flight.
        }
    };

    /**
     * Offers the bytes from position to limit, which nothing has to follow at once.
     *
     * @param of a connection of which nothing is in flight
     * @param bytes direct; the position moves on by what was taken at once
     * @return how many were taken at once, less than there are if there is no room now; or {@link #IN_FLIGHT}
     * @throws LinuxException EPIPE, ECONNRESET, …
     */
    int offer(Conversation of, ByteBuffer bytes);

    /**
     * Sends what is in flight, of all connections. When it returns nothing is: each was told what the kernel has taken. Only
     * records and marks, calls no handler.
     */
    void submit();
}
