package dev.carillon.http.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer as a client has got it, its body without frames. */
public final class Answer {
    private final Head head;
    private final byte[] body;

    Answer(Head head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** Status and fields. */
    record Head(int status, List<String> lines) {
        private static final int STATUS_AT = "HTTP/1.1 ".length();

        static Head of(String text) {
            List<String> lines = List.of(text.split("\r\n", -1));
            int status = Integer.parseInt(lines.getFirst().substring(STATUS_AT, STATUS_AT + 3));
            return new Head(status, lines.subList(1, lines.size()));
        }

        boolean mayHaveBody() {
            return status >= 200 && status != 204 && status != 304;
        }

        @Nullable
        String field(String name) {
            List<String> values = fields(name);
            return values.isEmpty() ? null : values.getFirst();
        }

        List<String> fields(String name) {
            List<String> values = new ArrayList<>();
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (line.substring(0, colon).equalsIgnoreCase(name)) {
                    values.add(line.substring(colon + 1).strip());
                }
            }
            return values;
        }
    }

    /**
     * Its status.
     *
     * @return 101 to 599
     */
    public int status() {
        return head.status();
    }

    /**
     * A field.
     *
     * @param name the name, in any case
     * @return the first one's value; null if there is none
     */
    public @Nullable String field(String name) {
        return head.field(name);
    }

    /**
     * All fields of a name.
     *
     * @param name the name, in any case
     * @return their values, in order
     */
    public List<String> fields(String name) {
        return head.fields(name);
    }

    /**
     * The body.
     *
     * @return a copy of its bytes
     */
    public byte[] body() {
        return body.clone();
    }

    /**
     * The body as UTF-8.
     *
     * @return the text
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Status, fields and text. */
    @Override
    public String toString() {
        return head.status() + " " + head.lines() + " " + text();
    }
}
