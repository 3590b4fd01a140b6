package dev.carillon.http.server;

import java.util.Map;
import java.util.Optional;

/**
 * Asks for a token (RFC 6750), and lets nobody else through: 401. Taken from the field {@code Authorization} only, never from the
 * query, which ends up in logs. Safe from any thread.
 */
public final class BearerAuth implements Filter {
    private static final int UNAUTHORIZED = 401;
    private static final String SCHEME = "Bearer";

    private final Verifier verifier;
    private final String challenge;

    /** Knows tokens. */
    @FunctionalInterface
    public interface Verifier {
        /**
         * Whose token it is. Called on the loop's thread; has to be quick, and safe from several threads.
         *
         * @param token the token as it was given, never empty
         * @return the user, or empty if nobody's
         */
        Optional<String> userOf(String token);
    }

    private BearerAuth(Verifier verifier, String challenge) {
        this.verifier = verifier;
        this.challenge = challenge;
    }

    /**
     * Lets some users through. What is compared takes as long however much of a token is right.
     *
     * @param realm what is protected: printable ASCII
     * @param tokens each user's token
     * @return the filter
     * @throws IllegalArgumentException if the realm is not
     */
    public static BearerAuth of(String realm, Map<String, String> tokens) {
        return of(realm, Secrets.byName(tokens)::nameOf);
    }

    /**
     * Lets through whose token somebody knows.
     *
     * @param realm what is protected: printable ASCII
     * @param verifier knows tokens
     * @return the filter
     * @throws IllegalArgumentException if the realm is not
     */
    public static BearerAuth of(String realm, Verifier verifier) {
        return new BearerAuth(verifier, Challenges.of(SCHEME, realm));
    }

    @Override
    public void filter(Exchange exchange, HttpHandler next) throws Exception {
        String token = Challenges.credentials(exchange.request().fields("Authorization"), SCHEME);
        Optional<String> user = token.isEmpty() ? Optional.empty() : verifier.userOf(token);
        if (user.isEmpty()) {
            String error = token.isEmpty() ? "" : ", error=\"invalid_token\"";
            exchange.setField(Challenges.FIELD, challenge + error).fail(UNAUTHORIZED);
            return;
        }
        exchange.put(AuthenticatedUser.class, new AuthenticatedUser(user.get()));
        next.handle(exchange);
    }
}
