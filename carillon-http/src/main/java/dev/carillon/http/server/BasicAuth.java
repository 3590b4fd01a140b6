package dev.carillon.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for a name and a password (RFC 7617), and lets nobody else through: 401. Whoever can read the connection can read the
 * password, so this is for TLS. Safe from any thread.
 */
public final class BasicAuth implements Filter {
    private static final int UNAUTHORIZED = 401;
    private static final String SCHEME = "Basic";

    private final Verifier verifier;
    private final String challenge;

    /** Knows users. */
    @FunctionalInterface
    public interface Verifier {
        /**
         * Whether a user has this password. Called on the loop's thread; has to be quick, and safe from several threads.
         *
         * @param user the name, never with a colon
         * @param password the password as it was given
         * @return true to let the request through
         */
        boolean knows(String user, String password);
    }

    private BasicAuth(Verifier verifier, String challenge) {
        this.verifier = verifier;
        this.challenge = challenge;
    }

    /**
     * Lets some users through. What is compared takes as long whether a name is known or not, and however much of a password is
     * right.
     *
     * @param realm what is protected, which a browser shows: printable ASCII
     * @param passwords each user's password
     * @return the filter
     * @throws IllegalArgumentException if the realm is not, or a user's name has a colon
     */
    public static BasicAuth of(String realm, Map<String, String> passwords) {
        Map<String, String> pairs = new HashMap<>();
        passwords.forEach((user, password) -> {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user's name has no colon, unlike " + user);
            }
            pairs.put(user, user + ":" + password);
        });
        Secrets secrets = Secrets.byName(pairs);
        return of(
                realm, (user, password) -> secrets.nameOf(user + ":" + password).isPresent());
    }

    /**
     * Lets through whom somebody knows.
     *
     * @param realm what is protected, which a browser shows: printable ASCII
     * @param verifier knows users
     * @return the filter
     * @throws IllegalArgumentException if the realm is not
     */
    public static BasicAuth of(String realm, Verifier verifier) {
        return new BasicAuth(verifier, Challenges.of(SCHEME, realm) + ", charset=\"UTF-8\"");
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        Optional<String> user = user(Challenges.credentials(exchange.request().fields("Authorization"), SCHEME));
        if (user.isEmpty()) {
            exchange.setField(Challenges.FIELD, challenge).fail(UNAUTHORIZED);
            return;
        }
        exchange.put(AuthenticatedUser.class, new AuthenticatedUser(user.get()));
        next.handle(exchange);
    }

    /** The user whom credentials name, if they are right. */
    Optional<String> user(String credentials) {
        String pair = decode(credentials);
        int colon = pair.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        String user = pair.substring(0, colon);
        return verifier.knows(user, pair.substring(colon + 1)) ? Optional.of(user) : Optional.empty();
    }

    /** UTF-8, as the challenge asks for; nothing if it is something else. */
    private static String decode(String credentials) {
        try {
            byte[] bytes = Base64.getDecoder().decode(credentials);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return "";
        }
    }
}
