package dev.carillon.app.server;

import dev.carillon.linux.Socket;
import dev.carillon.net.SocketActivation;
import java.util.List;
import java.util.Optional;

/** The socket that systemd has opened for this server, if it was started in that way. */
final class Activated {
    private Activated() {}

    /** Takes it; to be called once, when all that the user wants is known to make sense. */
    static Optional<Socket> socket() {
        if (System.getenv("LISTEN_FDS") == null) {
            return Optional.empty(); // of such servers there can be several in a process, as in a rehearsal
        }
        try (SocketActivation activation = SocketActivation.take()) {
            List<String> names = activation.names();
            if (names.size() > 1) {
                throw new IllegalArgumentException("this server has one socket, and was started with " + names.size()
                        + " of LISTEN_FDS: " + names);
            }
            return names.stream()
                    .flatMap(name -> activation.take(name).stream())
                    .findFirst();
        }
    }
}
