package dev.carillon.monitor.fleet;

import dev.carillon.config.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Where a NATS server is. */
public final class NatsAddress {
    /** What is allowed, in words. */
    public static final String ALLOWED = "the address of a NATS server: \"nats://host:4222\", \"tls://host:4222\"";

    static final String PATTERN = "(?:nats|tls)://.+";
    private static final String TLS = "tls";
    private static final int PORT = 4222;

    private NatsAddress() {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException with why it is none
     */
    public static URI parse(String text) {
        try {
            URI url = new URI(text);
            if (!Set.of("nats", TLS).contains(String.valueOf(url.getScheme())) || url.getHost() == null) {
                throw new IllegalArgumentException("it is not one");
            }
            if (url.getPort() == 0 || url.getPort() > Address.GREATEST_PORT) {
                throw new IllegalArgumentException("there is no port " + url.getPort());
            }
            if (url.getUserInfo() != null) { // it would be shown wherever the address is
                throw new IllegalArgumentException("a password is no part of it; there are \"password\" and \"token\"");
            }
            if (!url.getPath().isEmpty() && !url.getPath().equals("/")) {
                throw new IllegalArgumentException("a path is no part of it");
            }
            return new URI(url.getScheme(), null, url.getHost(), port(url), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
    }

    private static int port(URI url) {
        return url.getPort() < 0 ? PORT : url.getPort();
    }

    static boolean isEncrypted(URI url) {
        return TLS.equals(url.getScheme());
    }

    static String where(URI url) {
        return url.getHost() + ":" + port(url);
    }
}
