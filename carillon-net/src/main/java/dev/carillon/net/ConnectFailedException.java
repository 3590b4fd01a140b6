package dev.carillon.net;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Thrown if a connection could not be made; the message names the address and why. */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    ConnectFailedException(@Nullable SocketAddress address, CloseReason reason, @Nullable Throwable cause) {
        super("no connection to " + address + ": " + (cause == null ? reason : cause.getMessage()), cause);
        this.reason = reason;
    }

    /**
     * In what way it failed.
     *
     * @return {@link CloseReason#CONNECT_FAILED}, {@link CloseReason#CONNECT_TIMEOUT}, …
     */
    public CloseReason reason() {
        return reason;
    }
}
