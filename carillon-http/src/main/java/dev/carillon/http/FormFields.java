package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The fields of a form in a body of type {@code application/x-www-form-urlencoded}. Wrong escapes are refused with
 * {@link Refusal#MALFORMED}.
 */
public final class FormFields extends UrlEncoded {
    /** More fields than this are no form; each question runs over all of them. */
    public static final int MOST = 1000;

    private static final String TYPE = "application/x-www-form-urlencoded";

    private FormFields(String body) {
        super(body, Refusal.MALFORMED);
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
        FormFields fields = new FormFields(
                StandardCharsets.ISO_8859_1.decode(body.duplicate()).toString());
        if (fields.count() > MOST) {
            throw new RefusedException(Refusal.BODY_TOO_LARGE, "a form of more than " + MOST + " fields");
        }
        return fields;
    }

    /** How many there are: what they say, passwords for example, is nothing for a log. */
    @Override
    public String toString() {
        return "form of " + count() + " fields";
    }
}
