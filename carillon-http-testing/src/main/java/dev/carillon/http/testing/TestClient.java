package dev.carillon.http.testing;

import dev.carillon.http.server.MemoryConnection;
import dev.carillon.testing.TestLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client of a server under test, on one connection. It sends whole requests, or any bytes. */
public final class TestClient implements AutoCloseable {
    private static final int ALL = Integer.MAX_VALUE;

    private final TestLoop loop;
    private final MemoryConnection connection;
    private final ArrayDeque<Boolean> toHead = new ArrayDeque<>();
    private byte[] unread = {};

    TestClient(TestLoop loop, MemoryConnection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /**
     * Sends a request.
     *
     * @param method the method
     * @param target the target
     * @param fields fields besides {@code Host} and {@code Content-Length}
     * @param body the body; empty for none
     */
    public void send(String method, String target, Map<String, String> fields, byte[] body) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: test\r\n");
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        toHead.add(method.equals("HEAD"));
        connection.send(ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1)));
        connection.send(ByteBuffer.wrap(body));
        loop.runUntilIdle();
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes from position to limit
     */
    public void send(ByteBuffer bytes) {
        connection.send(bytes);
        loop.runUntilIdle();
    }

    /**
     * The next answer.
     *
     * @return the answer
     * @throws AssertionError if none has come whole
     */
    public Answer answer() {
        return poll().orElseThrow(() -> new AssertionError(
                "no whole answer has come, but: " + new String(unread, StandardCharsets.ISO_8859_1)));
    }

    /**
     * The next answer, if it has come.
     *
     * @return the answer; empty if there is none, or not all of it
     */
    public Optional<Answer> poll() {
        read();
        boolean head = !toHead.isEmpty() && toHead.element();
        Answers answers = new Answers(unread, connection.isEnded());
        Answer next = answers.next(head);
        if (next == null) {
            return Optional.empty();
        }
        toHead.poll();
        unread = answers.rest();
        return Optional.of(next);
    }

    private void read() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(unread);
        loop.runUntilIdle();
        byte[] more = connection.receive(ALL);
        while (more.length > 0) {
            all.writeBytes(more);
            loop.runUntilIdle();
            more = connection.receive(ALL);
        }
        unread = all.toByteArray();
    }

    /**
     * Whether the server has ended the connection.
     *
     * @return true once it has, in good order
     */
    public boolean isEnded() {
        read();
        return connection.isEnded();
    }

    /**
     * Whether the connection was broken off.
     *
     * @return true once it was
     */
    public boolean isBroken() {
        read();
        return connection.isBroken();
    }

    /** Sends no more. */
    public void endOutput() {
        connection.endOutput();
        loop.runUntilIdle();
    }

    /** Goes. */
    @Override
    public void close() {
        connection.close();
        loop.runUntilIdle();
    }

    /** Cuts answers out of what has come. */
    private static final class Answers {
        private final byte[] bytes;
        private final boolean ended;
        private int at;

        Answers(byte[] bytes, boolean ended) {
            this.bytes = bytes;
            this.ended = ended;
        }

        byte[] rest() {
            return Arrays.copyOfRange(bytes, at, bytes.length);
        }

        @Nullable
        Answer next(boolean toHead) {
            String text = new String(bytes, at, bytes.length - at, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return null;
            }
            Answer.Head head = Answer.Head.of(text.substring(0, end));
            int from = at + end + 4;
            if (head.status() == 100) {
                at = from;
                return next(toHead);
            }
            if (toHead || !head.mayHaveBody()) {
                return taken(head, new byte[0], from);
            }
            String length = head.field("Content-Length");
            if (length != null) {
                int to = from + Integer.parseInt(length);
                return to > bytes.length ? null : taken(head, Arrays.copyOfRange(bytes, from, to), to);
            }
            return head.field("Transfer-Encoding") == null ? untilEnd(head, from) : chunked(head, text, end + 4);
        }

        private @Nullable Answer untilEnd(Answer.Head head, int from) {
            return ended ? taken(head, Arrays.copyOfRange(bytes, from, bytes.length), bytes.length) : null;
        }

        private @Nullable Answer chunked(Answer.Head head, String text, int from) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int chunk = from;
            int line;
            while ((line = text.indexOf("\r\n", chunk)) >= 0) {
                int size = Integer.parseInt(text.substring(chunk, line), 16);
                if (size == 0) {
                    int end = text.indexOf("\r\n\r\n", line) + 4;
                    return end < 4 ? null : taken(head, body.toByteArray(), at + end);
                }
                int to = line + 2 + size;
                if (to + 2 > text.length()) {
                    return null;
                }
                body.writeBytes(text.substring(line + 2, to).getBytes(StandardCharsets.ISO_8859_1));
                chunk = to + 2;
            }
            return null;
        }

        private Answer taken(Answer.Head head, byte[] body, int end) {
            at = end;
            return new Answer(head, body);
        }
    }
}
