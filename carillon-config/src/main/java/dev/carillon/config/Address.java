package dev.carillon.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;

/** Addresses as people write them: {@code HOST:PORT}, {@code [IPV6]:PORT}, {@code :PORT}, {@code unix:PATH}. */
public final class Address {
    /** Which there are, in words. */
    public static final String ALLOWED = "HOST:PORT, [IPV6]:PORT, :PORT or unix:PATH";

    /** What no port is above. */
    public static final int GREATEST_PORT = 65_535;

    static final String PATTERN = "unix:.+|.*:[0-9]{1,5}";
    private static final String UNIX = "unix:";
    /** Of {@code sun_path}, {@code unix(7)}, without the zero at its end. */
    private static final int LONGEST_UNIX = 107;

    private static final String OWN_HOST = "127.0.0.1";

    private Address() {}

    /**
     * Reads one; without a host it is of this machine only. Asks for a host's address where that is a name.
     *
     * @throws IllegalArgumentException if it is none, with the reason
     */
    public static SocketAddress parse(String text) {
        if (text.startsWith(UNIX)) {
            return unix(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("\"" + text + "\" is no address: " + ALLOWED);
        }
        if (text.endsWith("]")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address: its port is missing, " + text + ":PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address: an IPv6 address stands in brackets, [" + host + "]:PORT");
        }
        return internet(host.isEmpty() ? OWN_HOST : host, port(text.substring(colon + 1)));
    }

    /** The address of a Unix socket. */
    public static SocketAddress unix(String path) {
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_UNIX) {
            throw new IllegalArgumentException(
                    "\"" + path + "\" is too long for a Unix socket: " + LONGEST_UNIX + " bytes at the most");
        }
        try {
            if (!path.isEmpty()) {
                return UnixDomainSocketAddress.of(path);
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        throw new IllegalArgumentException("\"" + path + "\" is no path of a Unix socket");
    }

    /** A port, 0 to 65535. */
    public static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= GREATEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new IllegalArgumentException("\"" + text + "\" is no port: 0 to " + GREATEST_PORT);
    }

    /** A host's, which may be a name. */
    public static InetSocketAddress internet(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + host + "\" is no host that this machine can resolve", e);
        }
    }

    /** Writes an address as {@link #parse} reads it. */
    public static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return UNIX + address;
        }
        String host = inet.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
