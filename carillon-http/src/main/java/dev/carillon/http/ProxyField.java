package dev.carillon.http;

import java.util.List;

/**
 * The field by which a proxy tells for whom it asks. One alone is believed: a proxy replaces or extends the one it knows, and
 * hands on whatever a client has written into another.
 */
public enum ProxyField {
    /** {@code Forwarded} (RFC 7239): {@code for} and {@code proto}. */
    FORWARDED("Forwarded") {
        @Override
        List<Hop> hops(List<String> values, List<String> protocols) {
            return ForwardedSyntax.hops(values);
        }
    },

    /** {@code X-Forwarded-For}, a list of addresses, and the last value of {@code X-Forwarded-Proto}. */
    X_FORWARDED_FOR("X-Forwarded-For") {
        @Override
        List<Hop> hops(List<String> values, List<String> protocols) {
            return ForwardedForSyntax.hops(values, protocols);
        }
    };

    /** The field that tells the protocol beside {@link #X_FORWARDED_FOR}. */
    static final String X_FORWARDED_PROTO = "X-Forwarded-Proto";

    private final String fieldName;

    ProxyField(String fieldName) {
        this.fieldName = fieldName;
    }

    /**
     * Its name in a message.
     *
     * @return as it is usually written
     */
    public String fieldName() {
        return fieldName;
    }

    /** The hops that are told of, the nearest first; it ends in front of what makes no sense. */
    abstract List<Hop> hops(List<String> values, List<String> protocols);
}
