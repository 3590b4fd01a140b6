package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.net.tls.TlsEngine.Want;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS handshake of one connection: goes on whenever the peer's records come, there is room for its own, or a computation
 * is done. Computing, which takes milliseconds, has a virtual thread meanwhile; waiting has none.
 */
final class Handshake {
    private final Conversation connection;
    private final TlsTransport tls;
    private boolean computing;

    Handshake(Conversation connection, TlsTransport tls) {
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
                connection.secured();
            }
        } catch (IOException | LinuxException e) {
            connection.failed(e);
        }
    }

    private void compute() {
        computing = true;
        Runnable task = tls.engine().task();
        Thread.ofVirtual().name("TLS handshake").start(() -> {
            Throwable failure = null;
            try {
                task.run();
            } catch (Throwable e) { // whatever it is, it is this connection's affair
                failure = e;
            }
            Throwable outcome = failure;
            try {
                connection.loop().execute(() -> computed(outcome));
            } catch (RejectedExecutionException e) {
                // The loop has ended, and the connection with it.
            }
        });
    }

    private void computed(@Nullable Throwable failure) {
        computing = false;
        if (!ConnectionState.isLiving(connection.state)) {
            return;
        }
        if (failure == null) {
            goOn();
        } else {
            connection.ends(CloseReason.HANDSHAKE_FAILED, failure);
        }
        connection.touch();
    }
}
