package dev.carillon.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code Forwarded} (RFC 7239 §4). Each field is read from its beginning, as its grammar wants it; what is wrong anywhere in it
 * makes all of it worthless: an open quotation mark that a client has sent swallows what a proxy has put behind it.
 */
final class ForwardedSyntax {
    private final String text;
    private final List<Hop> hops = new ArrayList<>();
    private int at;

    private ForwardedSyntax(String text) {
        this.text = text;
    }

    /** The nearest first. */
    static List<Hop> hops(List<String> values) {
        List<Hop> all = new ArrayList<>();
        for (String value : values.reversed()) {
            ForwardedSyntax field = new ForwardedSyntax(value);
            if (!field.read()) {
                break;
            }
            all.addAll(field.hops.reversed());
        }
        return all;
    }

    private boolean read() {
        do {
            skipBlanks();
            if (atEnd() || text.charAt(at) == ',') {
                continue; // an empty element of a list (RFC 9110 §5.6.1)
            }
            if (!readElement()) {
                return false;
            }
        } while (skip(','));
        return atEnd();
    }

    private boolean readElement() {
        Map<String, String> pairs = new HashMap<>();
        do {
            skipBlanks();
            if (atEnd() || text.charAt(at) == ';' || text.charAt(at) == ',') {
                continue;
            }
            if (!readPair(pairs)) {
                return false;
            }
        } while (skip(';'));
        hops.add(Hop.of(pairs.getOrDefault("for", "unknown"), pairs.get("proto")));
        return true;
    }

    private boolean readPair(Map<String, String> pairs) {
        String name = token();
        if (name.isEmpty() || !skip('=')) {
            return false;
        }
        String value = !atEnd() && text.charAt(at) == '"' ? quoted() : token();
        if (value == null || value.isEmpty()) {
            return false;
        }
        skipBlanks();
        return pairs.put(name.toLowerCase(Locale.ROOT), value) == null; // each occurs once
    }

    private String token() {
        int begin = at;
        while (!atEnd() && isTokenCharacter(text.charAt(at))) {
            at++;
        }
        return text.substring(begin, at);
    }

    private @Nullable String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (!atEnd()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && !atEnd()) {
                c = text.charAt(at++);
            }
            value.append(c);
        }
        return null;
    }

    /** RFC 9110 §5.6.2, and the colon and brackets that many proxies do not quote. */
    private static boolean isTokenCharacter(char c) {
        return Chars.is(c, Chars.TOKEN) || ":[]".indexOf(c) >= 0;
    }

    private void skipBlanks() {
        while (!atEnd() && Chars.isBlank(text.charAt(at))) {
            at++;
        }
    }

    private boolean skip(char wanted) {
        if (atEnd() || text.charAt(at) != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private boolean atEnd() {
        return at >= text.length();
    }
}
