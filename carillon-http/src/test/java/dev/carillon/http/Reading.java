package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a parser reads the requests in some bytes, as text that can be compared: each with its fields and body, or why not. */
final class Reading {
    static final HttpLimits LIMITS = HttpLimits.DEFAULTS;

    private final RequestParser parser;
    private final RequestHead head = new RequestHead();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private @Nullable BodyDecoder decoder;
    private boolean isOver;

    private Reading(RequestParser parser) {
        this.parser = parser;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All at once. */
    static String of(String input) {
        return of(input, LIMITS);
    }

    static String of(String input, HttpLimits limits) {
        return inPieces(new RequestParser(limits), bytes(input), from -> Integer.MAX_VALUE);
    }

    /** In two pieces. */
    static String cutAt(String input, int cut) {
        return inPieces(new RequestParser(LIMITS), bytes(input), from -> from < cut ? cut - from : Integer.MAX_VALUE);
    }

    /** Byte by byte. */
    static String byteByByte(String input) {
        return byteByByte(input, LIMITS);
    }

    static String byteByByte(String input, HttpLimits limits) {
        return inPieces(new RequestParser(limits), bytes(input), from -> 1);
    }

    /** In pieces of the size that a function tells for each offset; what a piece leaves is offered with the next. */
    static String inPieces(RequestParser parser, byte[] input, IntUnaryOperator size) {
        Reading reading = new Reading(parser);
        ByteBuffer all = ByteBuffer.allocateDirect(input.length).put(input).flip();
        int limit = 0;
        while (limit < input.length && !reading.isOver) {
            limit += Math.min(size.applyAsInt(limit), input.length - limit);
            all.limit(limit);
            reading.read(all);
        }
        return reading.text.toString();
    }

    private void read(ByteBuffer in) {
        try {
            while (in.hasRemaining() || (decoder != null && !isOver)) {
                int before = in.position();
                BodyDecoder body = decoder;
                boolean isAtEnd = body == null ? readHead(in) : readBody(body, in);
                if (!isAtEnd && in.position() == before) {
                    return;
                }
            }
        } catch (RefusedException e) {
            text.append("REFUSED ").append(e.reason());
            isOver = true;
        }
    }

    private boolean readHead(ByteBuffer in) {
        if (!parser.head(in, head)) {
            return false;
        }
        text.append(head.method())
                .append(' ')
                .append(head.target())
                .append(" 1.")
                .append(head.minorVersion());
        text.append(" path=").append(head.path()).append(" query=").append(head.query());
        text.append(" host=").append(head.host()).append(head.isPersistent() ? "" : " close");
        text.append(head.expectsContinue() ? " expects" : "");
        head.forEachField(
                (name, value) -> text.append("\n  ").append(name).append(": ").append(value));
        decoder = parser.body(head);
        return true;
    }

    private boolean readBody(BodyDecoder decoded, ByteBuffer in) {
        boolean isAtEnd = decoded.decode(in, bytes -> {
            body.append(StandardCharsets.ISO_8859_1.decode(bytes));
            return true;
        });
        if (isAtEnd) {
            text.append("\n  [").append(body).append(']');
            decoded.trailers()
                    .forEach((name, value) -> text.append("\n  trailer ")
                            .append(name)
                            .append(": ")
                            .append(value));
            text.append('\n');
            body.setLength(0);
            decoder = null;
        }
        return isAtEnd;
    }

    /** The reasons of the refusals in a reading, or the first words of each request. */
    static List<String> summary(String reading) {
        return reading.lines().filter(line -> !line.startsWith("  ")).toList();
    }
}
