package dev.carillon.http;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that a client sends (RFC 6265 §4.2), from all its Cookie fields. What is no {@code name=value} with a token
 * for a name is passed over: others on the same host may have set it. Values are as they came, quotes too. Safe from any
 * thread.
 */
public final class Cookies {
    private final List<String> fields;

    private Cookies(List<String> fields) {
        this.fields = fields;
    }

    /**
     * Those of a request.
     *
     * @param head its head
     * @return the cookies
     */
    public static Cookies of(RequestHead head) {
        return new Cookies(head.fields("cookie"));
    }

    /**
     * The first cookie of that name: of several, clients send that of the longest path first.
     *
     * @param name the name, in this case
     * @return its value; null if there is no such cookie
     */
    public @Nullable String value(String name) {
        for (String field : fields) {
            for (int at = 0; at < field.length(); at = end(field, at) + 1) {
                int equals = equals(field, at);
                int start = start(field, at);
                if (equals - start == name.length() && field.startsWith(name, start) && isName(field, start, equals)) {
                    return field.substring(equals + 1, end(field, at)).strip();
                }
            }
        }
        return null;
    }

    /**
     * Calls with each cookie in the order in which they came.
     *
     * @param consumer gets name and value
     */
    public void forEach(BiConsumer<String, String> consumer) {
        for (String field : fields) {
            for (int at = 0; at < field.length(); at = end(field, at) + 1) {
                int equals = equals(field, at);
                int start = start(field, at);
                if (isName(field, start, equals)) {
                    consumer.accept(
                            field.substring(start, equals),
                            field.substring(equals + 1, end(field, at)).strip());
                }
            }
        }
    }

    private static int end(String field, int pair) {
        int end = field.indexOf(';', pair);
        return end < 0 ? field.length() : end;
    }

    /** Where the name ends; -1 if the pair is none. */
    private static int equals(String field, int pair) {
        return field.indexOf('=', pair, end(field, pair));
    }

    private static int start(String field, int pair) {
        int at = pair;
        while (at < field.length() && field.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isName(String field, int from, int to) {
        return to > from && FieldRules.isName(field.substring(from, to));
    }
}
