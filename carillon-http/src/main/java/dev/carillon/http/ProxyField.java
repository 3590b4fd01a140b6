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
        List<Hop> hops(RequestHead head) {
            return ForwardedSyntax.hops(head.fields(fieldName()));
        }
    },

    /** {@code X-Forwarded-For}, a list of addresses, and the last value of {@code X-Forwarded-Proto}. */
    X_FORWARDED_FOR("X-Forwarded-For") {
        @Override
        List<Hop> hops(RequestHead head) {
            return ForwardedForSyntax.hops(head.fields(fieldName()), head.fields("X-Forwarded-Proto"));
        }
    };

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

    /** The hops that a request tells of, the nearest first; it ends in front of what makes no sense. */
    abstract List<Hop> hops(RequestHead head);
}
