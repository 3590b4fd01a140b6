package dev.carillon.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of requests from bytes, however they are cut, and decodes bodies; it knows no socket (RFC 9112). It is
 * strict: no leniency at all, and what can be read in two ways is refused. A server holds one for a connection from the first
 * byte of a request until its exchange is over; in between, and when {@link #isIdle}, it can serve any other connection of its
 * loop, and an idle connection holds none. Used by one thread.
 */
public final class RequestParser {
    /** How many strings siblings keep together. */
    private static final int COMMON_STRINGS = 256;

    /** Where in the message the next byte stands. */
    private enum Place {
        /** Before a message, or between the parts of the empty lines that may precede it. */
        START,
        /** In the request line. */
        LINE,
        /** In the fields. */
        FIELDS,
        /** In a body that comes in chunks. */
        CHUNKS,
        /** Behind what was refused: nothing can be read any more. */
        REFUSED
    }

    private final HttpLimits limits;
    private final Strings strings;
    private final RequestLineReader line;
    private boolean isAlwaysStrict;
    private @Nullable StrictParser strict;
    private Place place = Place.START;

    /**
     * Makes one.
     *
     * @param limits what a request may cost
     */
    public RequestParser(HttpLimits limits) {
        this(limits, new Strings(COMMON_STRINGS));
    }

    private RequestParser(HttpLimits limits, Strings strings) {
        this.limits = limits;
        this.strings = strings;
        this.line = new RequestLineReader(limits.line());
    }

    /**
     * Makes another for the same loop. The two share a bounded store of strings, so that targets and values which come again
     * and again on whatever connection are not made again.
     *
     * @return one with the same limits, idle
     */
    public RequestParser sibling() {
        return new RequestParser(limits, strings);
    }

    /** The strict way, made ready on a thread of its own. */
    private static final class Ahead {
        static final CompletableFuture<Void> DONE = CompletableFuture.runAsync(
                Ahead::readOne,
                task -> Thread.ofPlatform().name("http-ahead").daemon().start(task));

        private static void readOne() {
            RequestHead head = new RequestHead();
            RequestParser parser = alwaysStrict(HttpLimits.DEFAULTS);
            ByteBuffer request = ByteBuffer.wrap(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            parser.head(request, head);
            parser.body(head).decode(request, _ -> true);
        }

        static void begin() {
            // Loading this class begins it.
        }
    }

    /**
     * Begins to load what reading a request by the strict way needs, beside what the caller goes on with: it is a tenth of a second's
     * worth of classes, a third of the time in which a server starts.
     */
    public static void prepareAhead() {
        Ahead.begin();
    }

    /**
     * Returns when all that is loaded, begun {@link #prepareAhead before} or not: to be called before there is anybody to wait for it.
     *
     * @throws java.util.concurrent.CompletionException if it cannot be loaded
     */
    public static void prepare() {
        Ahead.DONE.join();
    }

    /** One that takes no short way, to compare the short way with. */
    static RequestParser alwaysStrict(HttpLimits limits) {
        RequestParser parser = new RequestParser(limits);
        parser.isAlwaysStrict = true;
        return parser;
    }

    /**
     * Reads a head. What is wrong is told as early as it can be seen, before the head is complete.
     *
     * @param in the input; what is taken is consumed, never more than the head
     * @param into gets the head; the same in each call until the head is complete
     * @return true when the head is complete: the position of the input is behind it; false when more is needed
     * @throws RefusedException if the request is refused; the position of the input is anywhere, and the connection can not
     *     be used further
     * @throws IllegalStateException if a body in chunks, or a request that was refused, has not been {@link #reset}
     */
    public boolean head(ByteBuffer in, RequestHead into) {
        if (place == Place.CHUNKS || place == Place.REFUSED) {
            throw new IllegalStateException("a body or a refused request stands before the next head: reset()");
        }
        if (place == Place.START) {
            if (!in.hasRemaining()) {
                return false;
            }
            if (!isAlwaysStrict && CommonHead.read(in, into, strings, limits)) {
                return true;
            }
        }
        Place before = place;
        place = Place.REFUSED;
        place = strictly(before, in, into);
        return place == Place.START || place == Place.CHUNKS;
    }

    /** Reads on by the strict way; tells where the next byte stands. */
    private Place strictly(Place from, ByteBuffer in, RequestHead into) {
        if (from == Place.START) {
            into.clear(strings);
            line.begin();
        }
        if (from != Place.FIELDS) {
            if (!line.read(in, into)) {
                return Place.LINE;
            }
            begin(into).line();
        }
        StrictParser parser = strict;
        if (parser == null || !parser.head(in)) {
            return Place.FIELDS;
        }
        return into.isChunked() ? Place.CHUNKS : Place.START;
    }

    private StrictParser begin(RequestHead into) {
        StrictParser parser = strict;
        if (parser == null) {
            strict = parser = new StrictParser(limits, into);
        }
        parser.begin(into);
        return parser;
    }

    /**
     * The decoder for the body of a head that this parser has just completed. That of a body in chunks is the parser itself,
     * which is not idle until it has ended.
     *
     * @param head the head
     * @return the decoder; without a body one that is at its end
     */
    public BodyDecoder body(RequestHead head) {
        StrictParser parser = strict;
        return head.isChunked() && parser != null
                ? new ChunkedBody(parser)
                : new LengthBody(Math.max(0, head.contentLength()));
    }

    /** Ends the place in chunks with the last of them. */
    private final class ChunkedBody implements BodyDecoder {
        private final StrictParser parser;

        ChunkedBody(StrictParser parser) {
            this.parser = parser;
        }

        @Override
        public boolean decode(ByteBuffer in, BodySink out) {
            if (place == Place.REFUSED) {
                throw new IllegalStateException("the body was refused");
            }
            place = Place.REFUSED;
            boolean isComplete = parser.decode(in, out);
            place = isComplete ? Place.START : Place.CHUNKS;
            return isComplete;
        }

        @Override
        public long received() {
            return parser.received();
        }

        @Override
        public Trailers trailers() {
            return parser.trailers();
        }
    }

    /**
     * Whether nothing is in progress, so that the parser can serve another connection.
     *
     * @return true if the next byte begins a message
     */
    public boolean isIdle() {
        return place == Place.START;
    }

    /** Gives up what is in progress, also what was refused; the next byte begins a message. */
    public void reset() {
        if (place != Place.START) {
            // The parser behind keeps some of what it has read of a message that it never saw the end of.
            strict = null;
            place = Place.START;
        }
    }
}
