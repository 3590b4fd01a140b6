package dev.carillon.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if a connection could not be made; the message names the address and why. For a host with several addresses it
 * names all that were tried, and each attempt is one of {@link #getSuppressed}.
 */
public final class ConnectFailedException extends IOException {
    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    ConnectFailedException(SocketAddress address, CloseReason reason, @Nullable Throwable cause) {
        this("no connection to " + address + ": " + (cause == null ? reason : cause.getMessage()), reason, cause);
    }

    private ConnectFailedException(String message, CloseReason reason, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * What has become of all attempts to reach a host.
     *
     * @param overall why nothing more was tried; null if all addresses had been
     */
    static ConnectFailedException all(
            String host, int port, @Nullable CloseReason overall, List<ConnectFailedException> attempts) {
        CloseReason why = overall != null ? overall : attempts.getLast().reason;
        String tried = attempts.isEmpty()
                ? why.toString()
                : attempts.stream().map(Throwable::getMessage).collect(Collectors.joining("; "));
        String outOfTime = overall == CloseReason.CONNECT_TIMEOUT && !attempts.isEmpty() ? why + ", after " : "";
        Throwable cause = attempts.isEmpty() ? null : attempts.getFirst().getCause();
        ConnectFailedException all = new ConnectFailedException(
                "no connection to " + host + ":" + port + ": " + outOfTime + tried, why, cause);
        attempts.forEach(all::addSuppressed);
        return all;
    }

    /**
     * In what way it failed; of several attempts, the last.
     *
     * @return {@link CloseReason#CONNECT_FAILED}, {@link CloseReason#CONNECT_TIMEOUT}, …
     */
    public CloseReason reason() {
        return reason;
    }
}
