package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Parameters as queries and forms have them, {@code name=value&name=value}, their escapes decoded as UTF-8 and {@code +} as a
 * space. Kept as they came, and decoded when asked for; each question runs once over all of them. Every method throws a
 * {@link RefusedException}, which a server answers with 400, where it meets a wrong escape or bytes that are not UTF-8: nothing
 * is mended. Immutable; safe from any thread.
 */
public abstract sealed class UrlEncoded permits QueryParameters, FormFields {
    private final String raw;
    private final Refusal refusal;

    /** Text with one character a byte, and the reason with which wrong escapes are refused. */
    UrlEncoded(String raw, Refusal refusal) {
        this.raw = raw;
        this.refusal = refusal;
    }

    /** How many pairs there are, those without a name included. */
    int count() {
        int count = 0;
        for (int at = 0; at < raw.length(); at = end(at) + 1) {
            count++;
        }
        return count;
    }

    /**
     * The first value of a parameter.
     *
     * @param name the name, decoded
     * @return the value, empty if only the name is there; null if there is no such parameter
     * @throws RefusedException at a wrong escape before it, or in it
     */
    public final @Nullable String value(String name) {
        for (int at = 0; at < raw.length(); at = end(at) + 1) {
            if (isNamed(at, name)) {
                return valueOf(at);
            }
        }
        return null;
    }

    /**
     * All values of a parameter, in their order.
     *
     * @param name the name, decoded
     * @return the values; empty if there is no such parameter
     * @throws RefusedException at a wrong escape in a name, or in a value of this one
     */
    public final List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (int at = 0; at < raw.length(); at = end(at) + 1) {
            if (isNamed(at, name)) {
                values.add(valueOf(at));
            }
        }
        return values;
    }

    /**
     * Calls with each parameter in the order in which they came.
     *
     * @param consumer gets name and value
     * @throws RefusedException at the first wrong escape; those before it have been told
     */
    public final void forEach(BiConsumer<String, String> consumer) {
        for (int at = 0; at < raw.length(); at = end(at) + 1) {
            if (at < end(at)) {
                consumer.accept(decode(at, nameEnd(at)), valueOf(at));
            }
        }
    }

    private int end(int pair) {
        int end = raw.indexOf('&', pair);
        return end < 0 ? raw.length() : end;
    }

    private int nameEnd(int pair) {
        int end = end(pair);
        int equals = raw.indexOf('=', pair, end);
        return equals < 0 ? end : equals;
    }

    private boolean isNamed(int pair, String name) {
        int end = nameEnd(pair);
        if (pair == end(pair)) {
            return false; // nothing between two ampersands: no pair
        }
        return isEncoded(pair, end)
                ? decode(pair, end).equals(name)
                : end - pair == name.length() && raw.startsWith(name, pair);
    }

    private String valueOf(int pair) {
        int end = end(pair);
        return decode(Math.min(nameEnd(pair) + 1, end), end);
    }

    private boolean isEncoded(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' || c == '+' || c > 0x7f) {
                return true;
            }
        }
        return false;
    }

    private String decode(int from, int to) {
        if (!isEncoded(from, to)) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at++) {
            char c = raw.charAt(at);
            if (c > 0xff) {
                throw new RefusedException(refusal, "a parameter has a character that is no byte");
            }
            bytes[length++] = c == '%' ? escaped(at, to) : (byte) (c == '+' ? ' ' : c);
            at += c == '%' ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException(refusal, "a parameter is not UTF-8");
        }
    }

    private byte escaped(int at, int to) {
        int decoded = at + 2 < to ? Chars.octet(raw.charAt(at + 1), raw.charAt(at + 2)) : -1;
        if (decoded < 0) {
            throw new RefusedException(refusal, "a parameter has a percent sign that is no escape");
        }
        return (byte) decoded;
    }
}
