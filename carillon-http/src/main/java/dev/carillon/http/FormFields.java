package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form in a body of type {@code application/x-www-form-urlencoded}, read as {@link QueryParameters} are.
 * Every method throws a {@link RefusedException} with {@link Refusal#MALFORMED}, which a server answers with 400, where it
 * meets a wrong escape. Safe from any thread.
 */
public final class FormFields {
    /** More fields than this are no form; each question runs over all of them. */
    public static final int MOST = 1000;

    private static final String TYPE = "application/x-www-form-urlencoded";

    private final UrlEncoded pairs;

    private FormFields(UrlEncoded pairs) {
        this.pairs = pairs;
    }

    /**
     * Whether the body of a request says that it is such a form.
     *
     * @param head the head
     * @return true if Content-Type is that, in UTF-8 or without a charset
     */
    public static boolean isForm(RequestHead head) {
        String type = head.field("content-type");
        if (type == null) {
            return false;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", 2);
        String charset = parts.length == 1 ? "" : parts[1].strip().replace("\"", "");
        return parts[0].strip().equals(TYPE) && (charset.isEmpty() || charset.equals("charset=utf-8"));
    }

    /**
     * Those of a body.
     *
     * @param body the whole body, from position to limit, which are left as they are
     * @return the fields
     * @throws RefusedException with {@link Refusal#BODY_TOO_LARGE} if there are more than {@link #MOST}
     */
    public static FormFields of(ByteBuffer body) {
        UrlEncoded pairs = new UrlEncoded(
                StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString(), Refusal.MALFORMED);
        if (pairs.count() > MOST) {
            throw new RefusedException(Refusal.BODY_TOO_LARGE, "a form of more than " + MOST + " fields");
        }
        return new FormFields(pairs);
    }

    /**
     * The first value of a field.
     *
     * @param name the name, decoded
     * @return the value, empty if only the name is there; null if there is no such field
     */
    public @Nullable String value(String name) {
        return pairs.value(name);
    }

    /**
     * All values of a field, in their order.
     *
     * @param name the name, decoded
     * @return the values; empty if there is no such field
     */
    public List<String> values(String name) {
        return pairs.values(name);
    }

    /**
     * Calls with each field in the order of the form.
     *
     * @param consumer gets name and value
     */
    public void forEach(BiConsumer<String, String> consumer) {
        pairs.forEach(consumer);
    }
}
