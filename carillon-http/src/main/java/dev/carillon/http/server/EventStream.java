package dev.carillon.http.server;

import dev.carillon.loop.Written;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events to one client (Server-Sent Events): an answer that goes on until one side ends it. A client that does not take them is
 * cut off at a bound, {@link EventStreamOptions#queued}; it connects again by itself and says what it has seen last. For the
 * loop's thread.
 */
public final class EventStream {
    private final EventStreams group;
    private final Exchange exchange;
    private final BodyWriter writer;
    private final Optional<String> lastEventId;
    private final boolean missedEvents;
    private boolean open = true;
    private boolean silent;
    private @Nullable Runnable closed;

    EventStream(
            EventStreams group,
            Exchange exchange,
            BodyWriter writer,
            Optional<String> lastEventId,
            boolean missedEvents) {
        this.group = group;
        this.exchange = exchange;
        this.writer = writer;
        this.lastEventId = lastEventId;
        this.missedEvents = missedEvents;
    }

    /**
     * Answers a request with a stream of its own, as {@link EventStreamOptions#DEFAULTS} have it.
     *
     * @param exchange the request's, to which nothing was answered yet
     * @return the stream
     */
    public static EventStream open(Exchange exchange) {
        return open(exchange, EventStreamOptions.DEFAULTS);
    }

    /**
     * Answers a request with a stream of its own.
     *
     * @param exchange the request's, to which nothing was answered yet
     * @param options its heartbeat and its bound; nothing is replayed, since nothing was kept
     * @return the stream
     */
    public static EventStream open(Exchange exchange, EventStreamOptions options) {
        return new EventStreams(exchange.loop(), options).join(exchange);
    }

    /**
     * Sends an event.
     *
     * @param event what to send
     * @return {@link Written#FULL}: better none before {@link #onDrained}; {@link Written#CLOSED}: the client is gone, or was cut
     *     off now
     */
    public Written send(Event event) {
        return write(event.encode());
    }

    /**
     * Sends a comment, which clients pass over.
     *
     * @param text any text; line ends become blanks
     * @return as {@link #send}
     */
    public Written comment(String text) {
        return write(Event.comment(text));
    }

    /** Sends what is encoded; the buffer is shared with other streams. */
    Written write(ByteBuffer shared) {
        if (!open) {
            return Written.CLOSED;
        }
        silent = false;
        Written answer;
        try {
            answer = writer.write(shared.duplicate());
        } catch (Throwable e) { // of who encodes it: the others want their events all the same
            exchange.connection().failed(exchange, e);
            return Written.CLOSED;
        }
        if (answer.isTaken() && writer.queuedBytes() > group.options().queued()) {
            group.cutOff();
            writer.drop();
            return Written.CLOSED;
        }
        return answer;
    }

    /** Sends a heartbeat unless something was sent since it was last asked. */
    void beat(ByteBuffer heartbeat) {
        if (silent) {
            write(heartbeat);
        }
        silent = true;
    }

    /** Ends the stream in order; a browser connects again all the same. Idempotent. */
    public void finish() {
        writer.finish();
    }

    /**
     * Has something run once when the stream has ended, whoever has ended it.
     *
     * @param task what to run, on the loop's thread
     */
    public void onClosed(Runnable task) {
        closed = task;
    }

    /**
     * Has something run whenever there is room again after {@link Written#FULL}.
     *
     * @param task what to run, on the loop's thread
     */
    public void onDrained(Runnable task) {
        writer.onDrained(task);
    }

    /**
     * The event that the client says it has seen last.
     *
     * @return empty for a client that is new
     */
    public Optional<String> lastEventId() {
        return lastEventId;
    }

    /**
     * Whether events are lost to the client: the one that it has seen last is not known any more. It has got all that are kept;
     * what else there is to know is the program's to send.
     *
     * @return false if it is new, or has got everything
     */
    public boolean missedEvents() {
        return missedEvents;
    }

    /**
     * Whether it has not ended.
     *
     * @return false once nothing can be sent
     */
    public boolean isOpen() {
        return open;
    }

    void ended() {
        open = false;
        group.left(this);
        Runnable task = closed;
        closed = null;
        if (task != null) {
            task.run();
        }
    }
}
