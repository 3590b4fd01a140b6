package dev.carillon.http.server;

import dev.carillon.http.RequestHead;
import dev.carillon.http.Status;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Heads of answers as bytes (RFC 9112 §4, §5). */
final class HeadWriter {
    static final byte[] CLOSE = ascii("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
    private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\n");
    private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = ascii("Content-Length: ");
    private static final byte[] NONE = {};
    /** More than the lines that are the server's own take together. */
    private static final int OWN_LINES = 256;
    /** A colon, a space and the end of the line. */
    private static final int OF_FIELD = 4;

    private static final byte[][] STATUS_LINES = new byte[AnswerStatus.LAST + 1][];

    private HeadWriter() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The line of a status; racing threads make the same one. */
    static byte[] statusLine(int status) {
        byte[] line = STATUS_LINES[status];
        if (line == null) {
            STATUS_LINES[status] = line = ascii("HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n");
        }
        return line;
    }

    /** What says whether the connection goes on: nothing where that goes without saying. */
    static byte[] connection(RequestHead request, boolean persists) {
        if (!persists) {
            return CLOSE;
        }
        return request.minorVersion() > 0 ? NONE : KEEP_ALIVE;
    }

    /** Writes an answer that was rendered beforehand. */
    static void prepared(HttpConnection http, Response answer, boolean bodiless, byte[] connection) {
        byte[] head = answer.head();
        byte[] body = bodiless ? NONE : answer.bytes();
        byte[] date = http.service.date.at(http.carrier.turnTime());
        Output output = http.service.output;
        ByteBuffer to = output.room(http, head.length + connection.length + date.length);
        to.put(head).put(connection).put(date);
        if (body.length <= to.remaining()) {
            to.put(body);
        } else {
            output.put(http, ByteBuffer.wrap(body));
        }
    }

    /**
     * Writes the head of an answer whose status and fields are its exchange's.
     *
     * @param length of the body in bytes; negative if it is not known
     * @param frames null for a body that is there already
     */
    static void head(
            HttpConnection http,
            Exchange exchange,
            RequestHead request,
            long length,
            BodyWriter.@Nullable Frames frames) {
        int status = exchange.status();
        byte[] connection = connection(request, http.persists(request));
        Extras set = exchange.set();
        List<String> fields = set == null ? List.of() : set.fields();
        byte[] date = http.service.date.at(http.carrier.turnTime());
        ByteBuffer to = http.service.output.room(http, OWN_LINES + date.length + size(fields));
        to.put(statusLine(status));
        fields(to, fields);
        if (AnswerStatus.isEmptyByLength(status)) {
            length(to, 0);
        } else if (AnswerStatus.hasContent(status)) {
            frames(to, length, frames);
        }
        to.put(connection).put(date);
    }

    private static void frames(ByteBuffer to, long length, BodyWriter.@Nullable Frames frames) {
        if (frames == BodyWriter.Frames.CHUNKED) {
            to.put(CHUNKED);
        } else if (length >= 0) {
            length(to, length);
        }
    }

    /** Writes the head that ends HTTP on a connection (RFC 9110 §15.2.2). */
    static void switching(HttpConnection http, Extras set) {
        byte[] date = http.service.date.at(http.carrier.turnTime());
        ByteBuffer to = http.service.output.room(http, OWN_LINES + date.length + size(set.fields()));
        to.put(statusLine(101)).put(UPGRADE);
        fields(to, set.fields());
        to.put(date);
    }

    static int size(List<String> fields) {
        int size = 0;
        for (int i = 0; i < fields.size(); i++) {
            size += fields.get(i).length() + OF_FIELD;
        }
        return size;
    }

    static void fields(ByteBuffer to, List<String> fields) {
        for (int i = 0; i < fields.size(); i += 2) {
            latin(to, fields.get(i));
            to.put((byte) ':').put((byte) ' ');
            latin(to, fields.get(i + 1));
            to.put((byte) '\r').put((byte) '\n');
        }
    }

    static void length(ByteBuffer to, long length) {
        to.put(LENGTH);
        decimal(to, length);
        to.put((byte) '\r').put((byte) '\n');
    }

    private static void latin(ByteBuffer to, String text) {
        for (int i = 0; i < text.length(); i++) {
            to.put((byte) text.charAt(i));
        }
    }

    private static void decimal(ByteBuffer to, long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        int end = to.position() + digits;
        long rest = number;
        for (int at = end - 1; at >= end - digits; at--) {
            to.put(at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        to.position(end);
    }
}
