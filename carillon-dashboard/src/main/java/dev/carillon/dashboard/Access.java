package dev.carillon.dashboard;

import dev.carillon.http.RequestHead;
import dev.carillon.http.server.Exchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Who may see the page, and who may change anything. That it is only reached from this machine keeps nobody away: any page in the same
 * browser reaches it, and any other user. So:
 *
 * <ul>
 *   <li>the request's host has to be an address or a name of this machine, or a name that somebody else owns could be pointed here
 *       (DNS rebinding);
 *   <li>what a page of another origin asks for is refused;
 *   <li>who changes anything says the token, which is told only to who has started this; beyond this machine, so does who reads.
 * </ul>
 *
 * <p>For the thread of the page, but {@link #refused}.
 */
public final class Access {
    private static final int TOKEN_BYTES = 24;
    private static final int FORBIDDEN = 403;
    private static final String JSON = "application/json";
    private static final String BEARER = "Bearer ";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final Set<String> OWN_FETCHES = Set.of("same-origin", "none");

    private final String token;
    private final boolean isLocal;
    private final String hostName;
    private final String scheme;
    private final AtomicLong refused = new AtomicLong();

    /** What a request is for. */
    enum Purpose {
        /** The page itself, in which there is nothing to know. */
        PAGE,
        /** What is shown. */
        READ,
        /** Something is to be done. */
        CHANGE
    }

    private Access(String token, boolean isLocal, String hostName, String scheme) {
        this.token = token;
        this.isLocal = isLocal;
        this.hostName = hostName.toLowerCase(Locale.ROOT);
        this.scheme = scheme;
    }

    /** For a page that only this machine reaches. */
    public static Access local(String token) {
        return new Access(token, true, "localhost", "http");
    }

    /**
     * For a page that others reach.
     *
     * @param hostName the name of this machine, beside which only addresses are taken
     */
    public static Access remote(String token, String hostName) {
        return new Access(token, false, hostName, "http");
    }

    /** The same, for a page that is encrypted: its own origin is another one. */
    public Access overTls() {
        return new Access(token, isLocal, hostName, "https");
    }

    /** A token that nobody guesses. */
    public static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** How many requests were refused. From any thread. */
    public long refused() {
        return refused.get();
    }

    /** Whether a request may go on; else it is answered already. */
    boolean allows(Exchange exchange, Purpose purpose) {
        RequestHead request = exchange.request();
        String why = objection(request, purpose);
        if (why == null && purpose == Purpose.CHANGE && !JSON.equals(request.field("Content-Type"))) {
            why = "what is to be done is said in " + JSON; // which no form of another page can send
        }
        if (why == null) {
            return true;
        }
        refused.incrementAndGet();
        exchange.status(FORBIDDEN).send(why + "\n");
        return false;
    }

    private @Nullable String objection(RequestHead request, Purpose purpose) {
        if (!isOwnHost(request.host())) {
            return "this page is not at that host";
        }
        if (purpose == Purpose.PAGE) {
            return null;
        }
        if (!isOwnOrigin(request, purpose)) {
            return "only for this page itself";
        }
        boolean needsToken = purpose == Purpose.CHANGE || !isLocal;
        return needsToken && !hasToken(request)
                ? "the token is missing or wrong: open the address that was told at the start"
                : null;
    }

    private boolean isOwnHost(String host) {
        if (LOOPBACK.contains(host)) {
            return true;
        }
        return !isLocal && (host.equals(hostName) || isAddress(host));
    }

    /** Nobody can point an address elsewhere. */
    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.indexOf(':') >= 0 || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    /** Browsers say of where a request is; who changes something has to say it. */
    private boolean isOwnOrigin(RequestHead request, Purpose purpose) {
        String site = request.field("Sec-Fetch-Site");
        if (site != null && !OWN_FETCHES.contains(site)) {
            return false;
        }
        String origin = request.field("Origin");
        if (origin == null) {
            return purpose == Purpose.READ;
        }
        return origin.equals(scheme + "://" + request.field("Host"));
    }

    private boolean hasToken(RequestHead request) {
        String said = request.field("Authorization");
        return said != null
                && said.startsWith(BEARER)
                && MessageDigest.isEqual(
                        said.substring(BEARER.length()).getBytes(StandardCharsets.UTF_8),
                        token.getBytes(StandardCharsets.UTF_8));
    }
}
