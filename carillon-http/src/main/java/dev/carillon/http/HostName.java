package dev.carillon.http;

import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** {@code host[:port]} as in Host and in targets: a name or an address, no user, no escapes (RFC 9110 §7.2, RFC 3986 §3.2.2). */
final class HostName {
    private static final int HIGHEST_PORT = 65_535;

    private HostName() {}

    /** Where the host ends, before the port if there is one; -1 if the whole is not valid. */
    static int end(byte[] bytes, int from, int to) {
        int end = from < to && bytes[from] == '[' ? endOfAddress(bytes, from, to) : endOfName(bytes, from, to);
        return end > from && (end == to || isPort(bytes, end, to)) ? end : -1;
    }

    private static int endOfName(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && Chars.is(bytes[at], Chars.HOST)) {
            at++;
        }
        return at;
    }

    private static int endOfAddress(byte[] bytes, int from, int to) {
        int at = from + 1;
        while (at < to && (Chars.hex(bytes[at]) >= 0 || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        if (at == to || bytes[at] != ']') {
            return -1;
        }
        try {
            Inet6Address.ofLiteral(new String(bytes, from + 1, at - from - 1, StandardCharsets.ISO_8859_1));
            return at + 1;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private static boolean isPort(byte[] bytes, int colon, int to) {
        if (bytes[colon] != ':' || to - colon > 6) {
            return false;
        }
        int port = 0;
        for (int i = colon + 1; i < to; i++) {
            if (!Chars.isDigit(bytes[i])) {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port > 0 && port <= HIGHEST_PORT;
    }

    /** Names of hosts are the same in any case; they are told in lower case. */
    static String normal(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
