package dev.carillon.http;

/**
 * The parameters in the query of a target, which {@link HttpLimits#line()} bounds. Wrong escapes are refused with
 * {@link Refusal#BAD_TARGET}.
 */
public final class QueryParameters extends UrlEncoded {
    private QueryParameters(String query) {
        super(query, Refusal.BAD_TARGET);
    }

    /**
     * Those of a query.
     *
     * @param query as {@link RequestHead#query()} gives it
     * @return the parameters
     */
    public static QueryParameters of(String query) {
        return new QueryParameters(query);
    }
}
