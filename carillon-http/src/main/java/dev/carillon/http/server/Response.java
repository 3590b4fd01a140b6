package dev.carillon.http.server;

import dev.carillon.http.FieldRules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, rendered once: sending it copies bytes and does nothing else. Immutable; safe from any thread. Keep the ones
 * that are sent often as constants.
 *
 * <p>With 204, 205 or 304 it has neither a body nor a {@code Content-Type}, whatever it is made of.
 */
public final class Response {
    static final String TEXT = "text/plain; charset=utf-8";
    private static final String TYPE = "Content-Type";

    private final int status;
    private final List<String> fields;
    private final byte[] body;
    private final byte[] head;

    private Response(int status, List<String> fields, byte[] body) {
        this.status = AnswerStatus.require(status);
        boolean hasContent = AnswerStatus.hasContent(status);
        this.fields = hasContent ? fields : withoutType(fields);
        this.body = hasContent ? body : new byte[0];
        this.head = rendered();
    }

    private static List<String> withoutType(List<String> fields) {
        List<String> others = new ArrayList<>(fields);
        Extras.remove(others, TYPE);
        return List.copyOf(others);
    }

    private byte[] rendered() {
        byte[] line = HeadWriter.statusLine(status);
        ByteBuffer to = ByteBuffer.allocate(line.length + HeadWriter.size(fields) + 64);
        to.put(line);
        HeadWriter.fields(to, fields);
        if (AnswerStatus.hasContent(status) || AnswerStatus.isEmptyByLength(status)) {
            HeadWriter.length(to, body.length);
        }
        byte[] rendered = new byte[to.flip().remaining()];
        to.get(rendered);
        return rendered;
    }

    /**
     * A text, {@code text/plain; charset=utf-8}.
     *
     * @param status 200 to 599
     * @param text the body
     * @return the answer
     * @throws IllegalArgumentException if the status is none
     */
    public static Response text(int status, String text) {
        return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bytes of some type.
     *
     * @param status 200 to 599
     * @param contentType the value of {@code Content-Type}
     * @param bytes the body; copied
     * @return the answer
     * @throws IllegalArgumentException if the status is none, or the type not valid in a field
     */
    public static Response of(int status, String contentType, byte[] bytes) {
        FieldRules.requireValue(TYPE, contentType);
        return new Response(status, List.of(TYPE, contentType), bytes.clone());
    }

    /**
     * No body.
     *
     * @param status 200 to 599
     * @return the answer
     * @throws IllegalArgumentException if the status is none
     */
    public static Response empty(int status) {
        return new Response(status, List.of(), new byte[0]);
    }

    /**
     * With a further field.
     *
     * @param name the name
     * @param value the value
     * @return the changed copy
     * @throws IllegalArgumentException if one of them is not valid, or is the server's to set
     */
    public Response withField(String name, String value) {
        Extras checked = new Extras();
        if (checked.add(name, value)) {
            throw new IllegalArgumentException("whether a connection ends is said by the exchange: setField");
        }
        List<String> more = new ArrayList<>(fields);
        more.addAll(checked.fields());
        return new Response(status, List.copyOf(more), body);
    }

    /**
     * Its status.
     *
     * @return 200 to 599
     */
    public int status() {
        return status;
    }

    /**
     * A field.
     *
     * @param name the name, in any case
     * @return the first one's value; null if there is none
     */
    public @Nullable String field(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    /**
     * The body.
     *
     * @return its bytes, read-only, from position to limit
     */
    public ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    /**
     * The body's length.
     *
     * @return bytes
     */
    public int length() {
        return body.length;
    }

    List<String> fields() {
        return fields;
    }

    /** Status line and fields, but for what each sending adds. */
    byte[] head() {
        return head;
    }

    byte[] bytes() {
        return body;
    }
}
