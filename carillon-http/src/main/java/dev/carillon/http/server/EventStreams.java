package dev.carillon.http.server;

import dev.carillon.http.Method;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events to many clients of one loop: each event is encoded once. The last ones that have an id are kept, and a client that comes back
 * gets those that it has missed.
 *
 * <p>{@snippet :
 * EventStreams news = new EventStreams(loop, EventStreamOptions.DEFAULTS);
 * Router.builder().get("/news", news::join);
 * news.send(Event.of("it rains").withId("17")); // from any thread
 * }
 *
 * <p>For the loop's thread, but {@link #send} and {@link #statistics}. With several loops there is one of these for each. An
 * answer that goes on for ever holds up the orderly end of a server: {@link #close} first.
 */
public final class EventStreams implements AutoCloseable {
    private static final ByteBuffer HEARTBEAT = Event.comment("");

    private final EventLoop loop;
    private final EventStreamOptions options;
    private final EventReplay replay;
    private final Timeout heartbeat;
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong cutOff = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();

    /**
     * Nobody yet.
     *
     * @param loop on whose thread it is used
     * @param options heartbeat, bounds, replay
     */
    public EventStreams(EventLoop loop, EventStreamOptions options) {
        this.loop = loop;
        this.options = options;
        this.replay = new EventReplay(options.replayedEvents(), options.replayedBytes());
        this.heartbeat = loop.timeout(this::beat);
    }

    /**
     * Answers a request with a stream on which all events go from now on, after those that the client has missed.
     *
     * @param exchange the request's, of the same loop, to which nothing was answered yet
     * @return the stream
     * @throws IllegalArgumentException if it is another loop's
     */
    public EventStream join(Exchange exchange) {
        if (exchange.loop() != loop) {
            throw new IllegalArgumentException(
                    exchange + " is of " + exchange.loop() + ": there is one EventStreams for each loop");
        }
        Optional<String> lastSeen = lastEventId(exchange);
        boolean goesOn = exchange.request().method() != Method.HEAD;
        exchange.setField("Content-Type", "text/event-stream").setField("Cache-Control", "no-store");
        exchange.setField("X-Accel-Buffering", "no"); // nginx would collect events before it sends them on
        BodyWriter writer = exchange.stream();
        List<ByteBuffer> missed = new ArrayList<>();
        boolean gap = lastSeen.isPresent() && !replay.after(lastSeen.get(), missed::add);
        EventStream stream = new EventStream(this, exchange, writer, lastSeen, gap);
        exchange.onEnd((ended, end) -> stream.ended());
        joined.incrementAndGet();
        if (!goesOn) {
            stream.finish();
            return stream;
        }
        gaps.addAndGet(gap ? 1 : 0);
        add(stream);
        begin(stream, missed);
        return stream;
    }

    /** The field is UTF-8, as events are; fields are read byte by byte. */
    private static Optional<String> lastEventId(Exchange exchange) {
        String field = exchange.request().field("Last-Event-ID");
        return Optional.ofNullable(field)
                .map(bytes -> new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private void add(EventStream stream) {
        if (streams.add(stream)
                && !heartbeat.isPending()
                && !options.heartbeat().isZero()) {
            heartbeat.schedule(options.heartbeat());
        }
    }

    private void begin(EventStream stream, List<ByteBuffer> missed) {
        if (!options.retry().isZero()) {
            stream.send(Event.retry(options.retry()));
        }
        missed.forEach(stream::write);
    }

    /**
     * Sends an event to all. From the loop's thread it is on its way when this returns; from any other one in the loop's next turn,
     * in the order of each thread.
     *
     * @param event what to send
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
     */
    public void send(Event event) {
        ByteBuffer encoded = event.encode();
        if (loop.isLoopThread()) {
            send(event, encoded);
        } else {
            loop.execute(() -> send(event, encoded));
        }
    }

    private void send(Event event, ByteBuffer encoded) {
        events.incrementAndGet();
        String id = event.id();
        if (id != null) {
            replay.add(id, encoded);
        }
        forEach(encoded);
    }

    /** What somebody is told of meanwhile may bring others, or end some. */
    private void forEach(ByteBuffer encoded) {
        for (EventStream stream : streams.toArray(EventStream[]::new)) {
            stream.write(encoded);
        }
    }

    private void beat() {
        for (EventStream stream : streams.toArray(EventStream[]::new)) {
            stream.beat(HEARTBEAT);
        }
        if (!streams.isEmpty()) {
            heartbeat.schedule(options.heartbeat());
        }
    }

    void left(EventStream stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            heartbeat.cancel();
        }
    }

    void cutOff() {
        cutOff.incrementAndGet();
    }

    EventStreamOptions options() {
        return options;
    }

    /**
     * How many clients there are now.
     *
     * @return the number
     */
    public int size() {
        return streams.size();
    }

    /**
     * What has become of them. From any thread.
     *
     * @return the figures so far
     */
    public EventStreamStatistics statistics() {
        return new EventStreamStatistics(joined.get(), events.get(), cutOff.get(), gaps.get());
    }

    /** Ends all streams in order. Others may join afterwards. */
    @Override
    public void close() {
        for (EventStream stream : streams.toArray(EventStream[]::new)) {
            stream.finish();
        }
    }
}
