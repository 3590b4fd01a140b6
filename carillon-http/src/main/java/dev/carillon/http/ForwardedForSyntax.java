package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code X-Forwarded-For}: addresses, the nearest last. */
final class ForwardedForSyntax {
    private ForwardedForSyntax() {}

    static List<Hop> hops(List<String> values, List<String> protocols) {
        String protocol = lastOf(protocols);
        List<Hop> hops = new ArrayList<>();
        for (String value : values.reversed()) {
            int end = value.length();
            while (end >= 0) {
                int comma = value.lastIndexOf(',', end - 1);
                hops.add(Hop.of(value.substring(comma + 1, end).strip(), protocol));
                end = comma;
            }
        }
        return hops;
    }

    private static @Nullable String lastOf(List<String> values) {
        if (values.isEmpty()) {
            return null;
        }
        String last = values.getLast();
        return last.substring(last.lastIndexOf(',') + 1).strip();
    }
}
