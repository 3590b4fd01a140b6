package dev.carillon.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface Resolver {
    /**
     * What the machine says, {@code getaddrinfo(3)}: IPv6 first, as RFC 6724 has it. The JDK keeps an answer for a while, by
     * default for 30 seconds, {@code networkaddress.cache.ttl}.
     */
    Resolver SYSTEM = host -> {
        List<InetAddress> found = new ArrayList<>(List.of(InetAddress.getAllByName(host)));
        found.sort((one, other) -> Boolean.compare(other instanceof Inet6Address, one instanceof Inet6Address));
        return found;
    };

    /**
     * Finds the addresses of a host. May block; called on a thread for such work, never on a loop's.
     *
     * @param host a name or an IP address
     * @return its addresses, the preferred one first
     * @throws UnknownHostException if it has none, or nobody who knows them can be asked
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
