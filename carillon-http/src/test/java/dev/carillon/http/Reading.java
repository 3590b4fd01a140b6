package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** How a parser reads the requests in some bytes, as text that can be compared, and how many bytes it took to say so. */
final class Reading {
    private final RequestParser parser;
    private final RequestHead head = new RequestHead();
    private final List<Message> messages = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private @Nullable BodyDecoder decoder;
    private @Nullable Refusal refusal;

    /** One request: the start of it, all that is told of it, and what of it came over the wire. */
    record Message(String brief, String text, String wire) {}

    private Reading(RequestParser parser) {
        this.parser = parser;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Readable, in an array. */
    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    /** A head that is whole and right. */
    static RequestHead head(String input) {
        RequestHead head = new RequestHead();
        assertThat(new RequestParser(HttpLimits.DEFAULTS).head(buffer(input), head))
                .as(input)
                .isTrue();
        return head;
    }

    /** All at once. */
    static Reading of(String input) {
        return of(input, HttpLimits.DEFAULTS);
    }

    static Reading of(String input, HttpLimits limits) {
        return inPieces(new RequestParser(limits), bytes(input), from -> Integer.MAX_VALUE);
    }

    /** All at once, and always by the strict way. */
    static Reading strictly(String input) {
        RequestParser parser = RequestParser.alwaysStrict(HttpLimits.DEFAULTS);
        return inPieces(parser, bytes(input), from -> Integer.MAX_VALUE);
    }

    /** In two pieces. */
    static Reading cutAt(String input, int cut) {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        return inPieces(parser, bytes(input), from -> from < cut ? cut - from : Integer.MAX_VALUE);
    }

    static Reading byteByByte(String input) {
        return byteByByte(input, HttpLimits.DEFAULTS);
    }

    static Reading byteByByte(String input, HttpLimits limits) {
        return inPieces(new RequestParser(limits), bytes(input), from -> 1);
    }

    /** In pieces of the size that a function tells for each offset; what a piece leaves is offered with the next. */
    static Reading inPieces(RequestParser parser, byte[] input, IntUnaryOperator size) {
        Reading reading = new Reading(parser);
        ByteBuffer all = direct(input);
        int limit = 0;
        while (limit < input.length && reading.refusal == null) {
            limit += Math.min(size.applyAsInt(limit), input.length - limit);
            all.limit(limit);
            reading.read(all);
        }
        return reading;
    }

    /** Readable, outside of the heap as what comes from a socket is. */
    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private void read(ByteBuffer in) {
        try {
            boolean isWaiting = false;
            while (!isWaiting && (in.hasRemaining() || decoder != null)) {
                int before = in.position();
                BodyDecoder current = decoder;
                boolean isAtEnd = current == null ? readHead(in) : readBody(current, in);
                isWaiting = !isAtEnd && in.position() == before;
            }
        } catch (RefusedException e) {
            refusal = e.reason();
        }
    }

    private boolean readHead(ByteBuffer in) {
        if (!parser.head(in, head)) {
            return false;
        }
        decoder = parser.body(head);
        return true;
    }

    private boolean readBody(BodyDecoder current, ByteBuffer in) {
        boolean isAtEnd = current.decode(in, bytes -> {
            body.append(StandardCharsets.ISO_8859_1.decode(bytes));
            return true;
        });
        if (isAtEnd) {
            messages.add(message(current.trailers()));
            body.setLength(0);
            decoder = null;
        }
        return isAtEnd;
    }

    private Message message(Trailers trailers) {
        StringBuilder brief = new StringBuilder(head.toString()).append(head.isPersistent() ? "" : " close");
        brief.append(head.expectsContinue() ? " expects" : "");
        brief.append(body.isEmpty() ? "" : " [" + body + "]");
        trailers.forEach(
                (name, value) -> brief.append(" +").append(name).append(": ").append(value));
        StringBuilder wire = new StringBuilder(head + " 1." + head.minorVersion());
        head.forEachField(
                (name, value) -> wire.append("\n").append(name).append(": ").append(value));
        wire.append("\n[").append(body).append("]");
        trailers.forEach(
                (name, value) -> wire.append("\n+ ").append(name).append(": ").append(value));
        StringBuilder text = new StringBuilder(brief).append("\n  path ").append(head.path());
        text.append(", query ").append(head.query()).append(", host ").append(head.host());
        text.append(", 1.").append(head.minorVersion()).append(", length ").append(head.contentLength());
        text.append(head.isChunked() ? ", chunked\n" : "\n").append(wire);
        return new Message(brief.toString(), text.toString(), wire.toString());
    }

    /** The requests that are whole, without what follows them. */
    List<Message> messages() {
        return messages;
    }

    boolean isRefused() {
        return refusal != null;
    }

    /** For each request method, target, body and trailers, then the refusal, or dots if one has come in part. */
    String brief() {
        return join(messages.stream().map(Message::brief).toList());
    }

    /** As {@link #brief} with all else that a head tells. */
    String text() {
        return join(messages.stream().map(Message::text).toList());
    }

    private String join(List<String> parts) {
        List<String> all = new ArrayList<>(parts);
        if (refusal != null) {
            all.add("REFUSED " + refusal);
        } else if (decoder != null || !parser.isIdle()) {
            all.add("…");
        }
        return String.join(" | ", all);
    }
}
