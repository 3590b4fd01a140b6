package dev.carillon.http.server;

import dev.carillon.http.BodyDecoder;
import dev.carillon.http.BodySink;
import dev.carillon.http.Trailers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request on its way in: unread until somebody wants it, then handed out piece by piece, or collected, or thrown
 * away up to a bound.
 */
final class RequestBody implements BodySink {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_ROOM = 4096;
    private static final long NEVER = Long.MAX_VALUE;
    private static final long NANOS = 1_000_000_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / 4 / NANOS;

    /** What is done with it. */
    private enum Stage {
        /** Nobody has asked for it: it stays with the kernel, or unread. */
        UNWANTED,
        /** It is handed out piece by piece. */
        STREAMED,
        /** It is collected. */
        COLLECTED,
        /** It is thrown away, so that the next request can be read. */
        DISCARDED,
        /** All of it has come, or nothing more will. */
        DONE
    }

    final Exchange exchange;
    private final HttpConnection http;
    private final BodyDecoder decoder;
    private final long length;
    private Stage stage = Stage.UNWANTED;
    private boolean continueIsDue;
    private boolean paused;
    /** Since when it is to come, the time in which it was paused left out. */
    private long since;

    private long pausedAt;
    /** Bytes that had come when the rest became of no interest. */
    private long discardedFrom;

    private @Nullable BodyReceiver receiver;
    private @Nullable WholeBody whole;
    private @Nullable ByteBuffer collected;

    RequestBody(HttpConnection http, Exchange exchange, BodyDecoder decoder) {
        this.http = http;
        this.exchange = exchange;
        this.decoder = decoder;
        this.length = exchange.request().contentLength();
        this.continueIsDue = exchange.request().expectsContinue();
    }

    /** Hands out the body of an exchange as it comes. */
    static void receive(HttpConnection http, Exchange exchange, BodyReceiver to) {
        RequestBody body = http.bodyOf(exchange);
        if (body != null) {
            body.begin(Stage.STREAMED, to, null);
        } else if (http.isCurrent(exchange)) {
            http.call(exchange, () -> to.ended(exchange, Trailers.NONE));
        }
    }

    /** Hands out the body of an exchange when all of it has come. */
    static void whole(HttpConnection http, Exchange exchange, WholeBody then) {
        RequestBody body = http.bodyOf(exchange);
        if (body != null) {
            body.begin(Stage.COLLECTED, null, then);
        } else if (http.isCurrent(exchange)) {
            http.call(exchange, () -> then.received(exchange, ByteBuffer.allocate(0)));
        }
    }

    boolean isWanted() {
        return stage != Stage.UNWANTED && stage != Stage.DONE && !paused;
    }

    boolean isDone() {
        return stage == Stage.DONE;
    }

    /** Whether it is short enough to be read although nobody wants it; a client that waits for 100 may never send it. */
    boolean canBeDiscarded() {
        if (stage == Stage.DONE) {
            return true;
        }
        return !continueIsDue && length - decoder.received() <= http.service.mostDiscarded;
    }

    private void begin(Stage wanted, @Nullable BodyReceiver to, @Nullable WholeBody then) {
        if (stage != Stage.UNWANTED) {
            throw new IllegalStateException("the body of " + exchange + " was asked for already");
        }
        receiver = to;
        whole = then;
        stage = wanted;
        since = http.carrier.turnTime();
        if (continueIsDue && !exchange.hasBegun()) { // else it would stand in the middle of the answer
            continueIsDue = false;
            http.service.output.room(http, CONTINUE.length).put(CONTINUE);
        }
        http.bodyIsWanted();
        http.asked();
    }

    /** The rest is of no interest. */
    void discard() {
        if (stage == Stage.DONE || stage == Stage.DISCARDED) {
            return;
        }
        if (stage == Stage.UNWANTED || paused) {
            since = http.carrier.turnTime();
        }
        stage = Stage.DISCARDED;
        discardedFrom = decoder.received();
        paused = false;
        collected = null;
    }

    void pause() {
        if (!paused && stage == Stage.STREAMED) {
            paused = true;
            pausedAt = http.carrier.turnTime();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            since += http.carrier.turnTime() - pausedAt;
            http.bodyIsWanted();
        }
    }

    /** When the least rate is not met, if no more comes until then. */
    long due() {
        if (!isWanted()) {
            return NEVER;
        }
        Service service = http.service;
        return since + service.bodyGraceNanos + nanosOf(decoder.received(), service.leastBodyRate);
    }

    /** How long so many bytes may take at a rate; at the most some decades, so that it can be added to any time. */
    static long nanosOf(long bytes, long bytesPerSecond) {
        long seconds = bytes / bytesPerSecond;
        return seconds >= MOST_SECONDS
                ? MOST_SECONDS * NANOS
                : seconds * NANOS + bytes % bytesPerSecond * NANOS / bytesPerSecond;
    }

    /** Takes what came. Whether it is worth while to call again with what is left. */
    boolean decode(ByteBuffer in) {
        int before = in.position();
        boolean done = decoder.decode(in, this);
        if (done) {
            ended();
            return true;
        }
        if (stage == Stage.DISCARDED && decoder.received() - discardedFrom > http.service.mostDiscarded) {
            http.closeAfterAnswer(); // it is cheaper to make the client come back
        }
        return in.position() > before;
    }

    @Override
    public boolean take(ByteBuffer bytes) {
        http.service.counters.bodyReceived += bytes.remaining();
        switch (stage) {
            case STREAMED -> handOut(bytes);
            case COLLECTED -> collect(bytes);
            case UNWANTED, DISCARDED, DONE -> {
                // Nobody wants it.
            }
        }
        return isWanted() && (stage == Stage.DISCARDED || !exchange.isAnswered()); // the rest is to be discarded
    }

    private void handOut(ByteBuffer bytes) {
        BodyReceiver to = receiver;
        if (to != null) {
            http.call(exchange, () -> to.received(exchange, bytes));
        }
    }

    private void collect(ByteBuffer bytes) {
        ByteBuffer into = collected;
        if (into == null || into.remaining() < bytes.remaining()) {
            collected = into = grown(into, bytes.remaining());
        }
        into.put(bytes);
    }

    /** It grows with what comes, not with what was announced: an announcement costs its sender nothing. */
    private ByteBuffer grown(@Nullable ByteBuffer from, int room) {
        int held = from == null ? 0 : from.position();
        long wanted = Math.max((long) held + room, Math.max(FIRST_ROOM, 2L * held));
        if (length >= 0) {
            wanted = Math.max((long) held + room, Math.min(wanted, length));
        }
        ByteBuffer larger = ByteBuffer.allocate((int) Math.min(wanted, Integer.MAX_VALUE - 8));
        return from == null ? larger : larger.put(from.flip());
    }

    private void ended() {
        Stage ending = stage;
        stage = Stage.DONE;
        BodyReceiver to = receiver;
        WholeBody then = whole;
        if (ending == Stage.STREAMED && to != null) {
            http.call(exchange, () -> to.ended(exchange, decoder.trailers()));
        } else if (ending == Stage.COLLECTED && then != null) {
            ByteBuffer all = collected;
            collected = null;
            http.call(exchange, () -> then.received(exchange, all == null ? ByteBuffer.allocate(0) : all.flip()));
        }
    }

    /** The rest will not come. */
    void cutOff() {
        Stage broken = stage;
        stage = Stage.DONE;
        collected = null;
        BodyReceiver to = receiver;
        if (broken == Stage.STREAMED && to != null) {
            to.cutOff(exchange);
        }
    }
}
