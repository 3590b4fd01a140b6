package dev.carillon.dashboard;

import dev.carillon.http.server.Event;
import dev.carillon.http.server.EventStreamOptions;
import dev.carillon.http.server.EventStreamStatistics;
import dev.carillon.http.server.EventStreams;
import dev.carillon.http.server.Exchange;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those who look at the page: a stream each, to which every tick is sent. One that takes none of it is cut off at a bound. */
final class Viewers {
    /** At once. A browser needs one, however many tabs it has. */
    private static final int MOST = 64;

    private static final long MOST_QUEUED = 256 * 1024;
    private static final int UNAVAILABLE = 503;

    private final EventStreams streams;
    private long turnedAway;
    private @Nullable Access access;

    Viewers(EventLoop loop) {
        streams = new EventStreams(
                loop,
                EventStreamOptions.DEFAULTS
                        .withQueued(MOST_QUEUED)
                        .withHeartbeat(Duration.ofSeconds(5))
                        .withReplay(0, 0));
    }

    /** Has the figures of who was refused be among these. */
    void measure(Access newAccess) {
        access = newAccess;
    }

    void join(Exchange exchange) {
        if (streams.size() >= MOST) {
            turnedAway++;
            exchange.setField("Retry-After", "5").status(UNAVAILABLE).send(MOST + " look already\n");
            return;
        }
        streams.join(exchange);
    }

    void send(String tick) {
        streams.send(Event.of(tick));
    }

    boolean areAny() {
        return streams.size() > 0;
    }

    Map<String, Long> figures() {
        EventStreamStatistics figures = streams.statistics();
        Map<String, Long> all = new LinkedHashMap<>();
        all.put("viewers", (long) streams.size());
        all.put("cutOff", figures.cutOff());
        all.put("turnedAway", turnedAway);
        Access now = access;
        all.put("refused", now == null ? 0 : now.refused());
        return all;
    }
}
