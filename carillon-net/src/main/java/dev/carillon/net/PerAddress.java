package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the connections of each IP address, where there is a limit for that. */
final class PerAddress {
    private final int limit;
    private final Map<InetAddress, Integer> counts = new HashMap<>();

    /** @param limit 0 for none */
    PerAddress(int limit) {
        this.limit = limit;
    }

    /** The address to count a connection under, where there is a limit. */
    @Nullable
    InetAddress addressOf(Socket connection) {
        try {
            return limit > 0 && connection.peerAddress() instanceof InetSocketAddress inet ? inet.getAddress() : null;
        } catch (LinuxException e) {
            return null; // it knows its peer unless it was handed over and the peer is gone
        }
    }

    /** Whether an address may have one more; counts it. */
    boolean admit(InetAddress address) {
        int count = counts.getOrDefault(address, 0);
        if (count >= limit) {
            return false;
        }
        counts.put(address, count + 1);
        return true;
    }

    void release(InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
