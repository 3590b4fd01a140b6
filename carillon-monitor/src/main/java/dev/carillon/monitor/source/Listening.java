package dev.carillon.monitor.source;

import dev.carillon.config.Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Where a source listens. Of two that are equal one can go on with what the other has open.
 *
 * @param transport {@code tcp}, {@code udp} or {@code unix}
 * @param at the address
 */
public record Listening(String transport, SocketAddress at) {
    /** Of a stream. */
    static Listening toStreams(SocketAddress at) {
        return new Listening(at instanceof UnixDomainSocketAddress ? ListenInput.UNIX : ListenInput.TCP, at);
    }

    /** Whether the kernel refuses this address as long as the other is open, though it is not the same. */
    public boolean isRefusedFor(Listening other) {
        return !equals(other)
                && transport.equals(other.transport)
                && at instanceof InetSocketAddress here
                && other.at instanceof InetSocketAddress there
                && here.getPort() != 0
                && here.getPort() == there.getPort()
                && (isAny(here) || isAny(there));
    }

    private static boolean isAny(InetSocketAddress address) {
        return !address.isUnresolved() && address.getAddress().isAnyLocalAddress();
    }

    /** For people. */
    String text() {
        return transport + " " + Address.text(at);
    }
}
