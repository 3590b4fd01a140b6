package dev.carillon.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * {@code method SP target SP version CRLF}, with one space each and the version in capitals, as RFC 9112 §3 has it. There is
 * one reading of it: what {@link #read} does not take is wrong, and {@link #refusal} says in what.
 */
final class RequestLine {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Method[] METHODS = Method.values();
    /** Name and space of each method as one word, and which bits of it count. */
    private static final long[] NAMES = new long[METHODS.length];

    private static final long[] MASKS = new long[METHODS.length];
    private static final long HTTP_1_1 = word("HTTP/1.1");
    private static final long HTTP_1_0 = word("HTTP/1.0");
    private static final int VERSION_BYTES = 8;

    static {
        for (int i = 0; i < METHODS.length; i++) {
            String name = METHODS[i].name() + " ";
            NAMES[i] = word(name);
            MASKS[i] = -1L >>> (64 - 8 * name.length());
        }
    }

    private RequestLine() {}

    private static long word(String ascii) {
        long word = 0;
        for (int i = ascii.length() - 1; i >= 0; i--) {
            word = word << 8 | ascii.charAt(i);
        }
        return word;
    }

    /**
     * Reads the line at the beginning of the bytes of a head. Behind the limit there must be a byte that stands in no line.
     *
     * @return the end of the line, behind its CRLF; if there is no whole and right line before the limit, the complement of
     *     where it is not. A target that is not its own normal form is left to {@link RequestTarget}
     */
    static int read(RequestHead head, int limit) {
        byte[] bytes = head.table.bytes;
        Method method = method(bytes);
        if (method == null) {
            return ~0;
        }
        int start = method.name().length() + 1;
        int end = target(head, bytes, start);
        if (end == start || bytes[end] != ' ') {
            return ~end;
        }
        if (limit - end < VERSION_BYTES + 3) {
            return ~limit;
        }
        long version = (long) WORD.get(bytes, end + 1);
        int lineEnd = end + 1 + VERSION_BYTES;
        if ((version != HTTP_1_1 && version != HTTP_1_0) || bytes[lineEnd] != '\r' || bytes[lineEnd + 1] != '\n') {
            return ~end;
        }
        head.method = method;
        head.minorVersion = version == HTTP_1_1 ? 1 : 0;
        return lineEnd + 2;
    }

    static @Nullable Method method(byte[] bytes) {
        long word = (long) WORD.get(bytes, 0);
        for (int i = 0; i < NAMES.length; i++) {
            if ((word & MASKS[i]) == NAMES[i]) {
                return METHODS[i];
            }
        }
        return null;
    }

    /** Finds the end of the target and of its path, and whether it is plain. */
    private static int target(RequestHead head, byte[] bytes, int start) {
        int at = start;
        boolean plain = bytes[at] == '/';
        while (Chars.is(bytes[at], Chars.PLAIN) || bytes[at] == '.' && bytes[at - 1] != '/') {
            at++;
        }
        head.targetFrom = start;
        head.pathTo = at;
        if (bytes[at] == '?') {
            at++;
            while (Chars.is(bytes[at], Chars.QUERY)) {
                at++;
            }
        }
        plain &= bytes[at] == ' ';
        while (bytes[at] > ' ' && bytes[at] < 0x7f) {
            at++;
        }
        head.targetTo = at;
        head.isPlain = plain;
        return at;
    }

    /** Why {@link #read} does not take a line which ends before the limit. */
    static RefusedException refusal(byte[] bytes, int limit) {
        int firstSpace = indexOf(bytes, ' ', 0, limit);
        int secondSpace = indexOf(bytes, ' ', firstSpace + 1, limit);
        if (secondSpace < 0) {
            return new RefusedException(Refusal.VERSION, "the request line has no version");
        }
        int end = limit - 2;
        if (secondSpace == firstSpace + 1) {
            return new RefusedException(Refusal.MALFORMED, "the request line has no target, or two spaces before it");
        }
        boolean isVersion = end - secondSpace - 1 == VERSION_BYTES
                && ((long) WORD.get(bytes, secondSpace + 1) & 0xff_ff_ff_ff_ffL) == word("HTTP/")
                && bytes[secondSpace + 7] == '.'
                && Chars.isDigit(bytes[secondSpace + 6])
                && Chars.isDigit(bytes[secondSpace + 8]);
        return isVersion
                ? new RefusedException(Refusal.VERSION, "the version is neither HTTP/1.1 nor HTTP/1.0")
                : new RefusedException(Refusal.MALFORMED, "the request line does not end in a space and a version");
    }

    private static int indexOf(byte[] bytes, char what, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == what) {
                return i;
            }
        }
        return -1;
    }
}
