package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.http.RequestHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A whole request, head and body. Immutable; safe from any thread. */
public final class Request {
    private final Method method;
    private final String target;
    private final String path;
    private final String query;
    private final String host;
    private final Client client;
    /** Names and values in turn. */
    private final List<String> fields;

    private final byte[] body;

    private Request(RequestHead head, Client client, byte[] body) {
        this.method = head.method();
        this.target = head.target();
        this.path = head.path();
        this.query = head.query();
        this.host = head.host();
        this.client = client;
        this.body = body;
        this.fields = new ArrayList<>(2 * head.fieldCount());
        head.forEachField((name, value) -> {
            fields.add(name);
            fields.add(value);
        });
    }

    static Request of(RequestHead head, Client client, ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        return new Request(head, client, bytes);
    }

    /** {@return the method} */
    public Method method() {
        return method;
    }

    /** {@return the target, as it was sent} */
    public String target() {
        return target;
    }

    /** {@return the target's path, decoded; see {@link RequestHead#path}} */
    public String path() {
        return path;
    }

    /** {@return the target's query as it was sent, without the question mark; empty if there is none} */
    public String query() {
        return query;
    }

    /** {@return the host in lower case, without a port; see {@link RequestHead#host}} */
    public String host() {
        return host;
    }

    /** {@return who asks} */
    public Client client() {
        return client;
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
     * Calls with each field, in the order in which they came.
     *
     * @param consumer gets name and value
     */
    public void forEachField(BiConsumer<String, String> consumer) {
        for (int i = 0; i < fields.size(); i += 2) {
            consumer.accept(fields.get(i), fields.get(i + 1));
        }
    }

    /** {@return the body's bytes, read-only, from position to limit} */
    public ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    /** {@return the body as UTF-8} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Method and target. */
    @Override
    public String toString() {
        return method + " " + target;
    }
}
