package dev.carillon.http.server;

import java.util.List;

/** What a 401 asks for, and what is answered to it (RFC 9110 §11). */
final class Challenges {
    static final String FIELD = "WWW-Authenticate";

    private Challenges() {}

    static String of(String scheme, String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("a realm is printable ASCII, unlike " + realm);
        }
        return scheme + " realm=\"" + realm.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The credentials of a scheme; empty if there are none, or several: two readers might choose two of them. */
    static String credentials(List<String> fields, String scheme) {
        if (fields.size() != 1) {
            return "";
        }
        String value = fields.getFirst();
        int blank = value.indexOf(' ');
        return blank > 0 && value.substring(0, blank).equalsIgnoreCase(scheme)
                ? value.substring(blank).strip()
                : "";
    }
}
