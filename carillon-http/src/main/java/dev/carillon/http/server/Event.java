package dev.carillon.http.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Server-Sent Event (HTML, "Server-sent events"): data, and where wanted an id, a name and the time after which a client is to
 * connect again. Immutable; safe from any thread.
 */
public final class Event {
    private final @Nullable String data;
    private final @Nullable String id;
    private final @Nullable String name;
    private final @Nullable Duration retry;

    private Event(@Nullable String data, @Nullable String id, @Nullable String name, @Nullable Duration retry) {
        this.data = data;
        this.id = id;
        this.name = name;
        this.retry = retry;
    }

    /**
     * An event with data.
     *
     * @param data any text; its line ends (CR LF, CR, LF) reach the client as LF
     * @return the event
     */
    public static Event of(String data) {
        return new Event(data, null, null, null);
    }

    /**
     * No event for the page, but a new time after which the client is to connect again.
     *
     * @param retry how long; whole milliseconds
     * @return what tells it
     * @throws IllegalArgumentException if it is negative
     */
    public static Event retry(Duration retry) {
        return new Event(null, null, null, checked(retry));
    }

    /**
     * With an id: what the client says it has seen last when it connects again, {@code Last-Event-ID}.
     *
     * @param id one line without NUL; empty makes the client forget
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public Event withId(String id) {
        return new Event(data, checkedLine("id", id), name, retry);
    }

    /**
     * With a name, by which a page listens for it; else it is a {@code message}.
     *
     * @param name one line without NUL
     * @return the changed copy
     * @throws IllegalArgumentException if it is not
     */
    public Event withName(String name) {
        return new Event(data, id, checkedLine("name", name), retry);
    }

    /**
     * With the time after which the client is to connect again, from now on.
     *
     * @param retry how long; whole milliseconds
     * @return the changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public Event withRetry(Duration retry) {
        return new Event(data, id, name, checked(retry));
    }

    private static Duration checked(Duration retry) {
        if (retry.isNegative()) {
            throw new IllegalArgumentException("a client connects again after zero or more milliseconds, not " + retry);
        }
        return retry;
    }

    /** A line end in it would begin another field, and another event for whoever has written the id. */
    private static String checkedLine(String what, String text) {
        if (text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException(
                    "the " + what + " of an event is one line without NUL, unlike " + quoted(text));
        }
        return text;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0") + '"';
    }

    /**
     * Its id.
     *
     * @return null if it has none
     */
    public @Nullable String id() {
        return id;
    }

    /** As it goes over the wire: a buffer of its own, direct, so that many connections can send it. */
    ByteBuffer encode() {
        StringBuilder text = new StringBuilder();
        field(text, "event: ", name);
        field(text, "id: ", id);
        if (retry != null) {
            text.append("retry: ").append(retry.toMillis()).append('\n');
        }
        if (data != null) {
            data(text, data);
        }
        return direct(text.append('\n'));
    }

    private static void field(StringBuilder into, String name, @Nullable String value) {
        if (value != null) {
            into.append(name).append(value).append('\n');
        }
    }

    private static void data(StringBuilder into, String data) {
        into.append("data: ");
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '\r' && i + 1 < data.length() && data.charAt(i + 1) == '\n') {
                continue; // one end of a line
            }
            if (c == '\r' || c == '\n') {
                into.append("\ndata: ");
            } else {
                into.append(c);
            }
        }
        into.append('\n');
    }

    /** A line that clients pass over. */
    static ByteBuffer comment(String text) {
        StringBuilder comment = new StringBuilder(": ");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            comment.append(c == '\r' || c == '\n' ? ' ' : c);
        }
        return direct(comment.append("\n\n"));
    }

    private static ByteBuffer direct(StringBuilder text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
