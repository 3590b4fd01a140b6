package dev.carillon.net;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor kept for when there are none: given up for a moment, it lets a listener take a connection that waits and
 * close it, so that the client learns that there is no room instead of waiting for ever.
 */
final class Reserve {
    private @Nullable EventFd spare;

    Reserve() {
        refill();
    }

    private void refill() {
        try {
            spare = EventFd.open();
        } catch (LinuxException e) {
            spare = null; // somebody else was faster; there is another chance when something closes
        }
    }

    /**
     * Takes one connection off the backlog and closes it; false if that could not be done.
     *
     * @param meanwhile is run while the descriptor is free: the first line of a log needs one, for the time zones
     */
    boolean turnAwayOne(Socket listener, Runnable meanwhile) {
        EventFd descriptor = spare;
        if (descriptor == null) {
            refill();
            meanwhile.run();
            return false;
        }
        descriptor.close();
        spare = null;
        boolean turnedAway = false;
        try {
            Socket connection = listener.accept();
            if (connection != null) {
                connection.close();
                turnedAway = true;
            }
        } catch (LinuxException e) {
            // Another thread has taken the descriptor: then the connection goes on waiting.
        }
        meanwhile.run();
        refill();
        return turnedAway;
    }

    void close() {
        EventFd descriptor = spare;
        if (descriptor != null) {
            descriptor.close();
        }
        spare = null;
    }
}
