package dev.carillon.http;

import java.util.Locale;
import java.util.Set;

/** What names and values of fields may consist of; asked wherever a field of an answer is set, so that none splits it. */
public final class FieldRules {
    /** In a trailer these would change what is already read (RFC 9110 §6.5.1). */
    private static final Set<String> NOT_IN_TRAILERS =
            Set.of("transfer-encoding", "content-length", "host", "connection", "expect", "trailer", "te", "upgrade");

    private FieldRules() {}

    /**
     * Whether it is a token, as names of fields, cookies and methods are (RFC 9110 §5.6.2).
     *
     * @param name any text
     * @return true if it has at least one character, and only letters, digits and {@code !#$%&'*+-.^_`|~}
     */
    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!Chars.is(name.charAt(i), Chars.TOKEN)) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /**
     * Whether it can be the value of a field (RFC 9110 §5.5).
     *
     * @param value any text
     * @return true if it has no control character but tabs, none beyond ISO 8859-1, and no blank at either end
     */
    public static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > 0xff || (Chars.isControl(c) && c != '\t')) {
                return false;
            }
        }
        return value.isEmpty() || !(Chars.isBlank(value.charAt(0)) || Chars.isBlank(value.charAt(value.length() - 1)));
    }

    /**
     * Whether a field may stand behind a body: not if it is about frames, routing or the connection (RFC 9110 §6.5.1).
     *
     * @param name the name of a field, in any case
     * @return true if it may
     */
    public static boolean mayTrail(String name) {
        return !NOT_IN_TRAILERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * Checks a name.
     *
     * @param name the name of a field
     * @return the name
     * @throws IllegalArgumentException if it is not {@link #isName}
     */
    public static String requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "field name " + quoted(name) + ": only letters, digits and !#$%&'*+-.^_`|~");
        }
        return name;
    }

    /**
     * Checks a value.
     *
     * @param name the name of the field, for the error
     * @param value the value
     * @return the value
     * @throws IllegalArgumentException if it is not {@link #isValue}
     */
    public static String requireValue(String name, String value) {
        if (!isValue(value)) {
            throw new IllegalArgumentException("field " + name + ": " + quoted(value)
                    + ": no control characters, none beyond ISO 8859-1, no blanks at the ends");
        }
        return value;
    }

    /** With what could split a log escaped. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c >= 0x7f) {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
