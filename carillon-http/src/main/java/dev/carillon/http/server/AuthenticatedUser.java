package dev.carillon.http.server;

import org.jspecify.annotations.Nullable;

/**
 * Who has shown who they are, to {@link BasicAuth} or {@link BearerAuth}. The access log has it.
 *
 * @param name the user's name
 */
public record AuthenticatedUser(String name) {
    /**
     * The user of a request.
     *
     * @param exchange its exchange
     * @return null if no filter has asked
     */
    public static @Nullable AuthenticatedUser of(Exchange exchange) {
        return exchange.get(AuthenticatedUser.class);
    }
}
