package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.net.tls.TlsEngine.Want;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The TLS handshake of one connection: goes on whenever the peer's records come, there is room for its own, or a computation
 * is done. Computing, which takes milliseconds, has a virtual thread meanwhile; waiting has none.
 */
final class Handshake {
    private final ConnectionCore connection;
    private final TlsTransport tls;
    private boolean computing;

    Handshake(ConnectionCore connection, TlsTransport tls) {
        this.connection = connection;
        this.tls = tls;
    }

    /** Whether records of the peer are of use now. */
    boolean waitsForPeer() {
        return !computing;
    }

    /** Goes as far as it gets. */
    void goOn() {
        if (computing) {
            return; // the engine is not to be touched
        }
        try {
            Want want = tls.goOn();
            if (want == Want.TASK) {
                compute();
            } else if (want == Want.NOTHING) {
                connection.handshakeDone();
            }
        } catch (IOException | LinuxException e) {
            connection.failed(e);
        }
    }

    private void compute() {
        computing = true;
        Runnable task = tls.engine().task();
        Thread.ofVirtual().name("TLS handshake").start(() -> {
            task.run();
            try {
                connection.loop().execute(this::computed);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and the connection with it.
            }
        });
    }

    private void computed() {
        computing = false;
        if (connection.isOpen()) {
            goOn();
            connection.updateInterest();
        }
    }
}
