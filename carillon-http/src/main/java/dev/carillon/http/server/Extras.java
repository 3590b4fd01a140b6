package dev.carillon.http.server;

import dev.carillon.http.BodyEncoder;
import dev.carillon.http.FieldRules;
import dev.carillon.net.ConnectionHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What most exchanges do not have: fields of the answer, somebody who waits for its head or its end, a stream, an encoder. */
final class Extras {
    private static final Set<String> SERVERS_OWN = Set.of("content-length", "transfer-encoding", "date");
    /** What tells of a body that is not sent after all. */
    private static final Set<String> OF_CONTENT = Set.of(
            "content-type",
            "content-encoding",
            "content-language",
            "content-range",
            "content-disposition",
            "content-location",
            "etag",
            "last-modified",
            "cache-control",
            "expires");

    /** Names and values in turn. */
    private final List<String> fields = new ArrayList<>();

    private @Nullable List<Runnable> beforeHead;
    private @Nullable List<EndListener> listeners;
    private @Nullable IdentityHashMap<Class<?>, Object> kept;
    private @Nullable BodyEncoder encoder;
    private @Nullable BodyWriter writer;
    private @Nullable ConnectionHandler next;
    private boolean verbatim;
    private long length = -1;

    /** Adds a field. Whether it says that the connection is to end. */
    boolean add(String name, String value) {
        FieldRules.requireName(name);
        FieldRules.requireValue(name, value);
        String key = name.toLowerCase(Locale.ROOT);
        if (SERVERS_OWN.contains(key)) {
            throw new IllegalArgumentException("the field " + name + " is set by the server");
        }
        if (key.equals("connection")) {
            if (!value.equalsIgnoreCase("close")) {
                throw new IllegalArgumentException("Connection is \"close\" or the server's own affair, not " + value);
            }
            return true;
        }
        fields.add(name);
        fields.add(value);
        return false;
    }

    void remove(String name) {
        remove(fields, name);
    }

    /** Takes all fields of a name from names and values in turn. */
    static void remove(List<String> fields, String name) {
        for (int i = fields.size() - 2; i >= 0; i -= 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                fields.remove(i + 1);
                fields.remove(i);
            }
        }
    }

    @Nullable
    String field(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    /** What all fields of a name say. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                values.add(fields.get(i + 1));
            }
        }
        return values;
    }

    List<String> fields() {
        return fields;
    }

    /** Whether an answer is not what it would be without these. */
    boolean changesAnswers() {
        return !fields.isEmpty() || beforeHead != null;
    }

    /** Takes over what a prepared answer says of itself. */
    void join(Response prepared) {
        boolean typed = field("Content-Type") != null;
        List<String> others = prepared.fields();
        for (int i = 0; i < others.size(); i += 2) {
            if (!typed || !others.get(i).equalsIgnoreCase("Content-Type")) {
                fields.add(others.get(i));
                fields.add(others.get(i + 1));
            }
        }
    }

    /** Drops what was said of a body that is not sent after all, and what would have encoded it. */
    void dropContent(Exchange exchange) {
        dropEncoder(exchange);
        for (int i = fields.size() - 2; i >= 0; i -= 2) {
            if (OF_CONTENT.contains(fields.get(i).toLowerCase(Locale.ROOT))) {
                fields.remove(i + 1);
                fields.remove(i);
            }
        }
    }

    void beforeHead(Runnable task) {
        List<Runnable> tasks = beforeHead;
        if (tasks == null) {
            beforeHead = tasks = new ArrayList<>(1);
        }
        tasks.add(task);
    }

    /**
     * @param bodyLength bytes; -1 if that is not known
     */
    void runBeforeHead(boolean isVerbatim, long bodyLength) {
        verbatim = isVerbatim;
        length = bodyLength;
        List<Runnable> tasks = beforeHead;
        beforeHead = null;
        if (tasks != null) {
            tasks.forEach(Runnable::run);
        }
    }

    /** The body is sent as it is. */
    boolean isVerbatim() {
        return verbatim;
    }

    /** The body's bytes as they were announced; -1 if they were not. */
    long length() {
        return length;
    }

    void encoder(Exchange exchange, BodyEncoder newEncoder) {
        dropEncoder(exchange);
        encoder = newEncoder;
    }

    @Nullable
    BodyEncoder encoder() {
        return encoder;
    }

    /** Closes it; what that throws is told, and keeps nothing else from its end. */
    private void dropEncoder(Exchange exchange) {
        BodyEncoder present = encoder;
        encoder = null;
        if (present == null) {
            return;
        }
        try {
            present.close();
        } catch (Throwable e) { // whatever it is, the answer is not the worse for it
            exchange.connection().service.failed(exchange, e);
        }
    }

    /** A whole body as it is sent. */
    ByteBuffer encoded(ByteBuffer body, Exchange exchange) {
        BodyEncoder present = encoder;
        if (present == null) {
            return body;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.remaining() / 2 + 64);
        present.encode(body, true, piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            all.writeBytes(bytes);
        });
        dropEncoder(exchange);
        return ByteBuffer.wrap(all.toByteArray());
    }

    void stream(BodyWriter newWriter) {
        writer = newWriter;
    }

    @Nullable
    BodyWriter writer() {
        return writer;
    }

    void upgrade(String protocol, ConnectionHandler handler) {
        FieldRules.requireValue("Upgrade", protocol);
        fields.add("Upgrade");
        fields.add(protocol);
        next = handler;
    }

    ConnectionHandler next() {
        return Objects.requireNonNull(next);
    }

    void onEnd(EndListener listener) {
        List<EndListener> present = listeners;
        if (present == null) {
            listeners = present = new ArrayList<>(1);
        }
        present.add(listener);
    }

    void put(Class<?> type, Object object) {
        IdentityHashMap<Class<?>, Object> present = kept;
        if (present == null) {
            kept = present = new IdentityHashMap<>(4);
        }
        present.put(type, object);
    }

    <T> @Nullable T get(Class<T> type) {
        IdentityHashMap<Class<?>, Object> present = kept;
        return present == null ? null : type.cast(present.get(type));
    }

    /** Tells the end; what somebody throws is told, and keeps nobody else from hearing of it. */
    void over(Exchange exchange, ExchangeEnd end, HttpConnection http) {
        dropEncoder(exchange);
        List<EndListener> present = listeners;
        if (present == null) {
            return;
        }
        for (EndListener listener : present) {
            try {
                listener.ended(exchange, end);
            } catch (Throwable e) { // whatever it is, it is that listener's affair
                http.service.failed(exchange, e);
            }
        }
    }
}
