package dev.carillon.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a head and where in them its fields stand. Grows to what the largest head so far has needed, and is used
 * again; no more than that is allocated.
 */
final class FieldTable {
    /** Readable behind the end, so that words are read, and loops ended, without asking for the end each time. */
    static final int SLACK = 16;

    /** Most heads are no longer than this, and nothing grows for them. */
    static final int COMMON_BYTES = 1024;

    private static final int SPANS = 4;

    byte[] bytes = new byte[COMMON_BYTES + SLACK];
    /** How many of the bytes are in use. */
    int length;

    /** For each field the bounds of its name and of its value. */
    private int[] spans = new int[16 * SPANS];

    private int count;

    void clear() {
        length = 0;
        count = 0;
    }

    /** Makes room for that many bytes in all and {@link #SLACK} more, keeping those in use. */
    void reserve(int total) {
        if (total + SLACK > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(total + SLACK, bytes.length * 2));
        }
    }

    void append(byte b) {
        reserve(length + 1);
        bytes[length++] = b;
    }

    /** Adds a field whose bytes are not here yet; the name is in lower case. */
    void append(String name, String value) {
        reserve(length + name.length() + value.length());
        int start = length;
        int middle = copy(name, start);
        length = copy(value, middle);
        add(start, middle, middle, length);
    }

    /** Field text is one byte a character, in whatever encoding it was meant (RFC 9110 §5.5). */
    private int copy(String text, int at) {
        for (int i = 0; i < text.length(); i++) {
            bytes[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }

    /** Adds a field whose bytes are here; those of the name are in lower case. */
    void add(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int at = count * SPANS;
        if (at == spans.length) {
            spans = Arrays.copyOf(spans, at * 2);
        }
        spans[at] = nameFrom;
        spans[at + 1] = nameTo;
        spans[at + 2] = valueFrom;
        spans[at + 3] = valueTo;
        count++;
    }

    int count() {
        return count;
    }

    int nameFrom(int field) {
        return spans[field * SPANS];
    }

    int nameTo(int field) {
        return spans[field * SPANS + 1];
    }

    int valueFrom(int field) {
        return spans[field * SPANS + 2];
    }

    int valueTo(int field) {
        return spans[field * SPANS + 3];
    }

    /** Whether that is its name, whose length is known to be the same. */
    boolean isNamed(int field, String name) {
        int from = nameFrom(field);
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != Chars.lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** The next field of that name, in any case, from a field on; -1 if there is none. */
    int find(String name, int from) {
        for (int field = from; field < count; field++) {
            if (nameTo(field) - nameFrom(field) == name.length() && isNamed(field, name)) {
                return field;
            }
        }
        return -1;
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Whether one of the parts of a value between commas is that token, in any case; the token is in lower case. */
    boolean hasToken(int field, String lower) {
        int end = valueTo(field);
        int from = valueFrom(field);
        while (from < end) {
            int to = from;
            while (to < end && bytes[to] != ',') {
                to++;
            }
            if (Chars.equalsIgnoreCase(bytes, skipBlanks(from, to), trim(from, to), lower)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private int skipBlanks(int from, int to) {
        int at = from;
        while (at < to && Chars.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private int trim(int from, int to) {
        int at = to;
        while (at > from && Chars.isBlank(bytes[at - 1])) {
            at--;
        }
        return at;
    }
}
