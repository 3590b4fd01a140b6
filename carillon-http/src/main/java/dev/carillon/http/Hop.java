package dev.carillon.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy tells of whom it has a request from.
 *
 * @param address null where it hides it ({@code unknown}, {@code _name}) or it is none
 * @param isSecure null where it says nothing
 */
record Hop(@Nullable InetSocketAddress address, @Nullable Boolean isSecure) {
    private static final int MOST_DIGITS = 5;
    private static final int MOST_PORT = 65_535;

    static Hop of(String node, @Nullable String protocol) {
        return new Hop(address(node), protocol == null ? null : "https".equalsIgnoreCase(protocol));
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]}, {@code [2001:db8::1]:80}. */
    private static @Nullable InetSocketAddress address(String node) {
        int colon = node.lastIndexOf(':');
        boolean bracketed = node.startsWith("[");
        int end = bracketed ? node.indexOf(']') : node.indexOf(':') == colon && colon > 0 ? colon : node.length();
        if (end < 0) {
            return null;
        }
        InetAddress host = AddressLiteral.parse(node.substring(bracketed ? 1 : 0, end));
        String rest = node.substring(bracketed ? end + 1 : end);
        int port = port(rest);
        return host == null || port < 0 ? null : new InetSocketAddress(host, port);
    }

    /** 0 where none is told, or it is hidden as {@code :_name}; -1 if it makes no sense. */
    private static int port(String rest) {
        if (rest.isEmpty()) {
            return 0;
        }
        if (rest.charAt(0) != ':' || rest.length() == 1) {
            return -1;
        }
        if (rest.charAt(1) == '_') {
            return 0;
        }
        int port = 0;
        for (int i = 1; i < rest.length(); i++) {
            if (!Chars.isDigit(rest.charAt(i)) || i > MOST_DIGITS) {
                return -1;
            }
            port = port * 10 + rest.charAt(i) - '0';
        }
        return port <= MOST_PORT ? port : -1;
    }
}
