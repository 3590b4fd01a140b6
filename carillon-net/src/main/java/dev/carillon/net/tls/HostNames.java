package dev.carillon.net.tls;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/** Host names as TLS wants them. Nothing is resolved. */
final class HostNames {
    /** The last label of a host name is never all digits (RFC 1123), and a colon is in none. */
    private static final Pattern ADDRESS = Pattern.compile(".*:.*|(?:.*\\.)?[0-9]+");

    private HostNames() {}

    static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    /** In ASCII and lower case, without the dot of the root and the brackets of an IPv6 address. */
    static String normalized(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        String name = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a host is a name or an address, not \"" + host + "\"");
        }
        return isAddress(name) ? name : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    }

    /** What a client asks for: nothing for addresses (RFC 6066 §3), nor for names that are none for DNS, as with "_". */
    static List<SNIServerName> serverNames(String normalized) {
        if (isAddress(normalized)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(normalized));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
