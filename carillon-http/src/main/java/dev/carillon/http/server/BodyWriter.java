package dev.carillon.http.server;

import dev.carillon.http.BodyEncoder;
import dev.carillon.http.FieldRules;
import dev.carillon.http.RequestHead;
import dev.carillon.loop.Written;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the body of an answer piece by piece. Give it no more when {@link #write} has answered {@link Written#FULL}, until
 * {@link #onDrained} tells that there is room again: nothing is refused, but all of it would wait in memory. For the loop's
 * thread.
 */
public final class BodyWriter {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n'};
    private static final int MOST_HEX = 8;
    private static final int SMALL = 8 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How the end of the body shows. */
    enum Frames {
        /** By chunks (RFC 9112 §7.1). */
        CHUNKED,
        /** Its length is known. */
        LENGTH,
        /** By the connection's end, for HTTP/1.0. */
        UNTIL_CLOSE,
        /** Nothing is sent: the request was a HEAD, or the client is gone. */
        NONE;

        /** Those of a body whose length is known, or negative. */
        static Frames of(long length, RequestHead request) {
            if (length >= 0) {
                return LENGTH;
            }
            return request.minorVersion() > 0 ? CHUNKED : UNTIL_CLOSE;
        }
    }

    private final HttpConnection http;
    private final Exchange exchange;
    private final Frames frames;
    private final @Nullable BodyEncoder encoder;
    private long left;
    private boolean finished;
    private @Nullable Runnable drained;
    private @Nullable Runnable cutOff;
    /** Names and values in turn. */
    private @Nullable List<String> trailers;

    BodyWriter(HttpConnection http, Exchange exchange, Frames frames, long length, @Nullable BodyEncoder encoder) {
        this.http = http;
        this.exchange = exchange;
        this.frames = frames;
        this.left = length;
        this.encoder = encoder;
    }

    /**
     * Sends a piece of the body.
     *
     * @param bytes from position to limit; empty afterwards and the caller's own again
     * @return what has become of it: {@link Written#TAKEN}, {@link Written#FULL}, {@link Written#FINISHED} after
     *     {@link #finish}, {@link Written#CLOSED} when nobody is there to get it
     * @throws IllegalStateException if that is more than was announced
     */
    public Written write(ByteBuffer bytes) {
        if (finished || !isCurrent()) {
            bytes.position(bytes.limit());
            return finished ? Written.FINISHED : Written.CLOSED;
        }
        if (encoder != null) {
            encode(encoder, bytes, false);
        } else {
            frame(bytes);
        }
        http.asked();
        return http.written();
    }

    /** What was encoded in part cannot be gone on with, whoever hears of it. */
    private void encode(BodyEncoder by, ByteBuffer bytes, boolean last) {
        boolean encoded = false;
        try {
            by.encode(bytes, last, this::frame);
            encoded = true;
        } finally {
            if (!encoded) {
                abort();
            }
        }
    }

    private boolean isCurrent() {
        return http.isCurrent(exchange);
    }

    private void frame(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (length == 0 || frames == Frames.NONE) {
            bytes.position(bytes.limit());
            return;
        }
        if (frames == Frames.LENGTH) {
            if (length > left) {
                throw new IllegalStateException("the body has " + left + " bytes left, not " + length);
            }
            left -= length;
        }
        exchange.sent(length);
        Output output = http.service.output;
        if (frames != Frames.CHUNKED) {
            output.put(http, bytes);
        } else if (length <= SMALL) {
            ByteBuffer to = output.room(http, length + MOST_HEX + 2 * LINE_END.length);
            hex(to, length);
            to.put(LINE_END).put(bytes).put(LINE_END);
        } else {
            ByteBuffer to = output.room(http, MOST_HEX + LINE_END.length);
            hex(to, length);
            to.put(LINE_END);
            output.put(http, bytes);
            output.room(http, LINE_END.length).put(LINE_END);
        }
    }

    private static void hex(ByteBuffer to, int number) {
        for (int shift = (31 - Integer.numberOfLeadingZeros(number)) / 4 * 4; shift >= 0; shift -= 4) {
            to.put((byte) Character.forDigit(number >>> shift & 15, 16));
        }
    }

    /**
     * Bytes that wait for the client, of this answer and of those before it; what the kernel has taken does not count.
     *
     * @return the count; 0 when nobody is there to get them
     */
    public long queuedBytes() {
        return isCurrent() ? http.unsent() : 0;
    }

    /**
     * Has something run whenever no more than the low-water mark waits, after a piece was {@link Written#FULL}.
     *
     * @param task what to run, on the loop's thread; what it throws is treated as the handler's own
     */
    public void onDrained(Runnable task) {
        drained = task;
    }

    /**
     * Has something run once if the answer is cut off: its client goes before the end, or the server breaks it off because
     * something has failed. {@link #abort} and {@link #finish} tell their caller enough.
     *
     * @param task what to run, on the loop's thread
     */
    public void onCutOff(Runnable task) {
        cutOff = task;
    }

    /**
     * Adds a field behind a chunked body (RFC 9110 §6.5). Without chunks it is not sent.
     *
     * @param name the name
     * @param value the value
     * @throws IllegalArgumentException if one of them is not valid, or the field may stand in no trailer,
     *     {@link FieldRules#mayTrail}
     */
    public void trailer(String name, String value) {
        FieldRules.requireName(name);
        FieldRules.requireValue(name, value);
        if (!FieldRules.mayTrail(name)) {
            throw new IllegalArgumentException("the field " + name + " can not stand behind the body that it is about");
        }
        List<String> present = trailers;
        if (present == null) {
            trailers = present = new ArrayList<>();
        }
        present.add(name);
        present.add(value);
    }

    /**
     * Ends the body. Idempotent.
     *
     * @throws IllegalStateException if that is less than was announced; the connection is broken off
     */
    public void finish() {
        if (finished || !isCurrent()) {
            return;
        }
        if (encoder != null) {
            encode(encoder, NOTHING.duplicate(), true);
        }
        finished = true;
        if (frames == Frames.LENGTH && left > 0) {
            http.breakOff(exchange);
            throw new IllegalStateException("of the body " + left + " bytes are missing");
        }
        if (frames == Frames.CHUNKED) {
            lastChunk();
        }
        exchange.streamed();
    }

    private void lastChunk() {
        List<String> fields = trailers == null ? List.of() : trailers;
        ByteBuffer to = http.service.output.room(http, 8 + HeadWriter.size(fields));
        to.put(LAST_CHUNK);
        HeadWriter.fields(to, fields);
        to.put(LINE_END);
    }

    /**
     * Gives the answer up: the connection ends without its end, or for HTTP/1.0 is reset, so that the client sees that the rest
     * is missing. Idempotent.
     */
    public void abort() {
        giveUp(false);
    }

    /** Gives the answer up, and what is queued of it: the client is too slow for it. */
    void drop() {
        giveUp(true);
    }

    private void giveUp(boolean resets) {
        if (!finished) {
            finished = true;
            http.breakOff(exchange, resets);
        }
    }

    /** There is room again. */
    void drained() {
        Runnable task = drained;
        if (task != null && !finished) {
            task.run();
        }
    }

    /** Nothing more of it will be sent. */
    void cutOff() {
        Runnable task = cutOff;
        cutOff = null;
        if (task != null && !finished) {
            task.run();
        }
    }
}
