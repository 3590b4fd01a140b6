package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import java.time.Duration;

/**
 * Probes that find out whether a silent peer is still there, {@code tcp(7)}.
 *
 * @param idle silence before the first probe, in whole seconds, 1 s to 32,767 s
 * @param interval between probes, in whole seconds, 1 s to 32,767 s
 * @param count unanswered probes after which the connection is broken, 1 to 127
 */
public record KeepAlive(Duration idle, Duration interval, int count) {
    void apply(Socket socket) {
        socket.set(SocketOption.KEEPALIVE, true);
        socket.set(SocketOption.KEEPIDLE, idle);
        socket.set(SocketOption.KEEPINTVL, interval);
        socket.set(SocketOption.KEEPCNT, count);
    }
}
