package dev.carillon.http.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the answers to known requests from what a client has got, and knows when one is whole. */
final class AnswerReader {
    private final StringBuilder unread = new StringBuilder();

    /** An answer. */
    record Answer(int status, String head, String body) {}

    void add(byte[] bytes) {
        unread.append(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    boolean isEmpty() {
        return unread.isEmpty();
    }

    /** What was read of an answer that is not whole. */
    String rest() {
        return unread.toString();
    }

    /**
     * The next answer; null if it has not come whole.
     *
     * @param toHead whether the request was a HEAD
     */
    @Nullable
    Answer next(boolean toHead) {
        int end = unread.indexOf("\r\n\r\n");
        if (end < 0) {
            return null;
        }
        String head = unread.substring(0, end + 2);
        int status = Integer.parseInt(head.substring(9, 12));
        int body = end + 4;
        if (status == 100) {
            unread.delete(0, body);
            return next(toHead);
        }
        if (toHead || status == 204 || status == 304) {
            return taken(status, head, "", body);
        }
        int length = head.indexOf("Content-Length: ");
        if (length >= 0) {
            int bytes = Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)));
            return unread.length() < body + bytes
                    ? null
                    : taken(status, head, unread.substring(body, body + bytes), body + bytes);
        }
        Chunks chunks = Chunks.of(unread, body);
        return chunks.isWhole() ? taken(status, head, chunks.content(), chunks.end()) : null;
    }

    /**
     * The next answer to what is no HEAD; waits for it.
     *
     * @throws EOFException if the stream ends before
     */
    Answer await(InputStream in) throws IOException {
        byte[] some = new byte[64 * 1024];
        Answer answer;
        while ((answer = next(false)) == null) {
            int count = in.read(some);
            if (count < 0) {
                throw new EOFException("after " + unread.length() + " bytes of an answer");
            }
            add(Arrays.copyOf(some, count));
        }
        return answer;
    }

    private Answer taken(int status, String head, String body, int end) {
        unread.delete(0, end);
        return new Answer(status, head, body);
    }
}
