package dev.carillon.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head, and a body in chunks, read by Jetty's parser without any of the leniencies it knows
 * ({@link HttpCompliance#STRICT}), and what it lets through besides: the count of fields, and frames in trailers.
 */
final class StrictParser implements BodyDecoder {
    static {
        QuietSlf4j.load(); // before anything of Jetty's, which has loggers in its constants
    }

    private final HttpLimits limits;
    private final Parser parser;
    private RequestHead head;
    private @Nullable RefusedException refused;
    private boolean isHeadComplete;
    private boolean isComplete;
    private boolean isStopped;
    private int fieldCount;
    private long received;
    private @Nullable BodySink sink;
    private @Nullable List<String> trailers;

    StrictParser(HttpLimits limits, RequestHead head) {
        this.limits = limits;
        this.head = head;
        this.parser = new Parser(limits.head());
    }

    /** Begins a message; the one before must be complete. */
    void begin(RequestHead next) {
        parser.reset();
        head = next;
        isHeadComplete = isComplete = false;
        fieldCount = 0;
        received = 0;
        trailers = null;
    }

    /** Feeds the request line, read before, which must be all that is in the head so far. */
    void line() {
        ByteBuffer line = ByteBuffer.wrap(head.table.bytes, 0, head.table.length);
        parse(line);
    }

    /** Feeds what follows the line; true when the head is complete. */
    boolean head(ByteBuffer in) {
        ByteBuffer source = withoutArray(in);
        while (!isHeadComplete && source.hasRemaining()) {
            parse(source);
        }
        in.position(source.position());
        return isHeadComplete;
    }

    @Override
    public boolean decode(ByteBuffer in, BodySink out) {
        ByteBuffer source = withoutArray(in);
        sink = out;
        isStopped = false;
        try {
            while (!isComplete && !isStopped && source.hasRemaining()) {
                parse(source);
            }
        } finally {
            sink = null;
        }
        in.position(source.position());
        return isComplete;
    }

    /** The parser takes short cuts over arrays which let other bytes pass than its long way does. */
    private static ByteBuffer withoutArray(ByteBuffer in) {
        return in.hasArray() ? in.asReadOnlyBuffer() : in;
    }

    private void parse(ByteBuffer in) {
        parser.parseNext(in);
        RefusedException reason = refused;
        if (reason != null) {
            throw reason;
        }
    }

    @Override
    public long received() {
        return received;
    }

    @Override
    public Trailers trailers() {
        List<String> fields = trailers;
        return fields == null ? Trailers.NONE : new Trailers(fields);
    }

    private void countField() {
        if (++fieldCount > limits.fields()) {
            throw new RefusedException(
                    Refusal.TOO_MANY_FIELDS, "more than " + limits.fields() + " fields (HttpLimits.fields)");
        }
    }

    private void field(String name, @Nullable String value) {
        countField();
        head.table.append(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
        FieldChecks.field(head);
    }

    private void trailer(String sentName, @Nullable String value) {
        countField();
        String name = sentName.toLowerCase(Locale.ROOT);
        if (!FieldRules.mayTrail(name)) {
            throw new RefusedException(Refusal.BAD_FRAMING, name + " stands in a trailer");
        }
        List<String> fields = trailers;
        if (fields == null) {
            trailers = fields = new ArrayList<>();
        }
        fields.add(name);
        fields.add(value == null ? "" : value);
    }

    private boolean content(ByteBuffer bytes) {
        received += bytes.remaining();
        if (received > limits.body()) {
            throw new RefusedException(
                    Refusal.BODY_TOO_LARGE, "more than " + limits.body() + " bytes (HttpLimits.body)");
        }
        BodySink out = sink;
        isStopped = out != null && !out.take(bytes);
        return isStopped;
    }

    /** What the parser's complaint is about. It tells that in words only; all of these are 400 whatever the words. */
    private RefusedException refusal(HttpException complaint) {
        Throwable cause = ((Throwable) complaint).getCause();
        if (cause instanceof RefusedException ours) {
            return ours;
        }
        String words = complaint.getReason() + (cause == null ? "" : ": " + cause);
        return new RefusedException(reason(complaint.getCode(), words), words);
    }

    private Refusal reason(int code, String words) {
        if (code != 400) {
            return code == 414 ? Refusal.LINE_TOO_LONG : code == 431 ? Refusal.HEAD_TOO_LARGE : Refusal.VERSION;
        }
        if (isHeadComplete || words.contains("Content-Length") || words.contains("Transfer-Encoding")) {
            return Refusal.BAD_FRAMING;
        }
        if (words.contains("Content Length") || words.contains("overflow")) {
            return Refusal.BAD_FRAMING;
        }
        boolean isHost = words.contains("Host") || words.contains("Authority") || words.contains("IPv6");
        return isHost ? Refusal.BAD_HOST : Refusal.MALFORMED;
    }

    /** Jetty's parser, telling all that is wrong in one way: in a body it would say that the input has ended. */
    private final class Parser extends HttpParser {
        Parser(int headBytes) {
            super(new Events(), headBytes, HttpCompliance.STRICT);
            setHeaderCacheCaseSensitive(true);
            setHeaderCacheSize(0);
        }

        @Override
        protected void badMessage(HttpException complaint) {
            if (refused == null) {
                refused = refusal(complaint);
            }
            close();
        }
    }

    /** What Jetty's parser finds. */
    private final class Events implements HttpParser.RequestHandler {
        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            // The line is read already, and strictly; this is the second opinion.
            boolean isSame = method.equals(head.method().name())
                    && uri.equals(head.target())
                    && version == (head.minorVersion() == 1 ? HttpVersion.HTTP_1_1 : HttpVersion.HTTP_1_0);
            if (!isSame) {
                throw new RefusedException(Refusal.MALFORMED, "the request line has two readings");
            }
        }

        @Override
        public void parsedHeader(HttpField field) {
            field(field.getName(), field.getValue());
        }

        @Override
        public boolean headerComplete() {
            FieldChecks.end(head, limits);
            isHeadComplete = true;
            return true;
        }

        @Override
        public boolean content(ByteBuffer bytes) {
            return StrictParser.this.content(bytes);
        }

        @Override
        public boolean contentComplete() {
            return false;
        }

        @Override
        public void parsedTrailer(HttpField field) {
            trailer(field.getName(), field.getValue());
        }

        @Override
        public boolean messageComplete() {
            isComplete = true;
            return true;
        }

        @Override
        public void earlyEOF() {
            throw new IllegalStateException("the parser was told of an end of the input");
        }

        @Override
        public void badMessage(HttpException complaint) {
            throw new IllegalStateException("the parser has not told what is wrong", (Throwable) complaint);
        }
    }
}
