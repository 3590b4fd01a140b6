package dev.carillon.http;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parameters in the query of a target, {@code name=value&name=value}, their escapes decoded as UTF-8 and {@code +} as a
 * space. Decoded when asked for; each question runs once over the query, which {@link HttpLimits#line()} bounds. Every
 * method throws a {@link RefusedException} with {@link Refusal#BAD_TARGET}, which a server answers with 400, where it meets
 * a wrong escape. Safe from any thread.
 */
public final class QueryParameters {
    private final UrlEncoded pairs;

    private QueryParameters(UrlEncoded pairs) {
        this.pairs = pairs;
    }

    /**
     * Those of a query.
     *
     * @param query as {@link RequestHead#query()} gives it
     * @return the parameters
     */
    public static QueryParameters of(String query) {
        return new QueryParameters(new UrlEncoded(query, Refusal.BAD_TARGET));
    }

    /**
     * The first value of a parameter.
     *
     * @param name the name, decoded
     * @return the value, empty if only the name is there; null if there is no such parameter
     */
    public @Nullable String value(String name) {
        return pairs.value(name);
    }

    /**
     * All values of a parameter, in their order.
     *
     * @param name the name, decoded
     * @return the values; empty if there is no such parameter
     */
    public List<String> values(String name) {
        return pairs.values(name);
    }

    /**
     * Calls with each parameter in the order of the query.
     *
     * @param consumer gets name and value
     */
    public void forEach(BiConsumer<String, String> consumer) {
        pairs.forEach(consumer);
    }
}
