package dev.carillon.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Addresses as text, without ever asking for a name. */
final class AddressLiteral {
    /** The longest, an IPv6 address that ends with an IPv4 one. */
    private static final int LONGEST = 45;

    private AddressLiteral() {}

    /** The address, or null where the text is none: a name, a zone, the short forms of IPv4 (which hide what they mean). */
    static @Nullable InetAddress parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST || !hasOnlyDigitsAndMarks(text)) {
            return null;
        }
        boolean six = text.indexOf(':') >= 0;
        if (!six && !isDottedQuad(text)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) { // an octet above 255, two "::", …
            return null;
        }
    }

    private static boolean hasOnlyDigitsAndMarks(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Chars.hex(c) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** Four decimal numbers without leading zeros: some read those as octal, and so another address. */
    private static boolean isDottedQuad(String text) {
        int dots = 0;
        int digits = 0;
        boolean zero = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
                digits = 0;
                continue;
            }
            if (digits == 1 && zero || !Chars.isDigit(c)) {
                return false;
            }
            zero = digits == 0 && c == '0';
            digits++;
        }
        return dots == 3;
    }
}
