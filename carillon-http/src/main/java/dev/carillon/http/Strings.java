package dev.carillon.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Strings that were made of bytes lately, so that what comes again and again (targets, hosts, agents) is not made again. Of
 * bounded size: a few hundred short strings. For one loop.
 */
final class Strings {
    /** Keeps none. */
    static final Strings NONE = new Strings(0);

    /** Longer ones are seldom the same, and would let a peer fill memory. */
    private static final int LONGEST = 128;

    private static final int WAYS = 2;

    private final @Nullable String[] recent;
    private final int mask;

    /** One that keeps so many: a power of two, or 0. */
    Strings(int size) {
        recent = new String[size];
        mask = size / WAYS - 1;
    }

    /** The bytes as ISO 8859-1. */
    String text(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) {
            return "";
        }
        if (recent.length == 0 || length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        int first = (hash(bytes, from, to) & mask) * WAYS;
        String text = recent[first];
        if (text != null && isSame(text, bytes, from, length)) {
            return text;
        }
        String other = recent[first + 1];
        // The later of the two stays in front: what comes often is not driven out by what comes once.
        recent[first + 1] = text;
        text = other != null && isSame(other, bytes, from, length)
                ? other
                : new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        recent[first] = text;
        return text;
    }

    private static boolean isSame(String text, byte[] bytes, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
