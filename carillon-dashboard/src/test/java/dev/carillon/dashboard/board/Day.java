package dev.carillon.dashboard.board;

import dev.carillon.dashboard.board.State.SourceState;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Ticks of a board in virtual time: 20 sources, an event of each a tick, and an alarm every ten seconds that ends five later. */
public final class Day implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int SOURCES = 20;
    private static final int TICKS_AN_ALARM = 40;

    private final EventLoop loop = EventLoop.open("watched");
    private Instant now = Instant.parse("2026-03-01T00:00:00Z");
    private long nanos = 1;
    private long ticks;
    private long lastId;
    private final Board board = new Board(() -> List.of(loop), () -> now, () -> nanos);

    /** Nothing has happened yet. */
    public Day() {}

    /** How many a test is to see: {@code CARILLON_TICKS}, or as many as a build has time for. */
    public static long ticks(int usually) {
        return Long.parseLong(System.getenv().getOrDefault("CARILLON_TICKS", Integer.toString(usually)));
    }

    /** All there is now. */
    public String snapshot() {
        return board.snapshot(Extent.PAGE);
    }

    /** A quarter of a second passes. */
    public String tick() {
        ticks++;
        now = now.plus(TICK);
        nanos += TICK.toNanos();
        List<SourceState> sources = new ArrayList<>();
        for (int i = 0; i < SOURCES; i++) {
            String name = "sensor-" + i;
            happen(name, "line", Map.of("value", Math.sin(ticks / 100.0 + i), "unit", "°C"));
            sources.add(new SourceState(name, "fifo", "°C", "", List.of(), ticks, ticks, 0, 0, 0, 0));
        }
        board.accept(new State(
                new State.About("monitor", "host", 1, Instant.parse("2026-03-01T00:00:00Z"), "", now, 0),
                sources,
                alarms(),
                List.of(),
                0));
        return board.tick();
    }

    private List<State.AlarmState> alarms() {
        long number = ticks / TICKS_AN_ALARM;
        String id = "hot/" + number;
        if (ticks % TICKS_AN_ALARM == 0) {
            happen(
                    Occurrence.MONITOR,
                    "raised",
                    Map.of("alarm", id, "rule", "hot", "severity", "warning", "causes", List.of(lastId)));
        }
        return ticks % TICKS_AN_ALARM < TICKS_AN_ALARM / 2
                ? List.of(new State.AlarmState(id, "hot", "", "sensor-1", "warning", "raised", now, "it is hot", false))
                : List.of();
    }

    private void happen(String source, String kind, Map<String, Object> fields) {
        lastId++;
        board.accept(new Occurrence(lastId, now, source, kind, fields));
    }

    @Override
    public void close() {
        loop.close();
    }
}
