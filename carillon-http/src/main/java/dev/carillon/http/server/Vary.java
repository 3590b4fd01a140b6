package dev.carillon.http.server;

import java.util.Arrays;

/** The field that tells caches of what an answer depends (RFC 9110 section 12.5.5). Several have a say in it, each of its own. */
final class Vary {
    private static final String NAME = "Vary";

    private Vary() {}

    /** Adds the name of a field of requests to those that are listed. */
    static void add(Exchange exchange, String field) {
        if (exchange.responseField(NAME) == null) {
            exchange.field(NAME, field);
            return;
        }
        String listed = String.join(", ", exchange.extras().values(NAME));
        if (listed.isEmpty()) {
            exchange.setField(NAME, field);
        } else if (!names(listed, field) && !names(listed, "*")) {
            exchange.setField(NAME, listed + ", " + field);
        }
    }

    private static boolean names(String listed, String field) {
        return Arrays.stream(listed.split(",", -1))
                .anyMatch(name -> name.strip().equalsIgnoreCase(field));
    }
}
