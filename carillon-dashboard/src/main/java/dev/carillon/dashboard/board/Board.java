package dev.carillon.dashboard.board;

import dev.carillon.dashboard.board.State.ActionState;
import dev.carillon.dashboard.board.State.SourceState;
import dev.carillon.dashboard.json.JsonObject;
import dev.carillon.loop.TimeSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * All that is shown of a loop and of the monitor on it: the last ten minutes, how things stand, and whether all is well. It is told what
 * happens and, from time to time, how things stand; it tells that as JSON, all of it ({@link #snapshot}) or what has changed
 * ({@link #tick}), both in the same form: whoever knows one and is told the ticks after it knows all.
 *
 * <p>For one thread, which is not the loop's: of the loop it reads figures that any thread may read.
 */
public final class Board {
    /** Lanes of sources that there are no more: so many are kept, and of all together. */
    private static final int MOST_LANES = 2_000;
    /** In a snapshot, of all lanes together; the seconds tell of the others. */
    private static final int MOST_PINS = 20_000;

    private static final int LEAST_PINS_A_LANE = 20;

    /** In a tick, of all lanes together: beyond it there is more in a place than can be seen. */
    private static final int MOST_PINS_A_TICK = 1_000;

    private static final int MOST_MARKS = 100;
    /** Rows that change all the time are told once a second. */
    private static final int TICKS_A_SECOND = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<String> MARKED = Set.of("ready", "reloaded", "reload-failed");

    private final InstantSource clock;
    private final TimeSource time;
    private final Recent recent = new Recent();
    private final AlarmBook alarms = new AlarmBook(recent);
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final Deque<Occurrence> marks = new ArrayDeque<>();
    private final LoopFigures loop;
    private final SourceTable sources;
    private final Rows one = new Rows("one");
    private final Rows alarmRows = new Rows("alarms");
    private final Rows actionRows = new Rows("actions");
    private final FleetTable fleet = new FleetTable();
    private final List<Rows> tables;
    private @Nullable State state;
    private long stateNanos;
    private long tick;
    private long toldMark;
    private Map<String, Long> own = Map.of();

    /**
     * A board on which nothing is yet.
     *
     * @param loops what is shown
     */
    public Board(ShownLoops loops) {
        this(loops, InstantSource.system(), TimeSource.SYSTEM);
    }

    Board(ShownLoops loops, InstantSource clock, TimeSource time) {
        this.clock = clock;
        this.time = time;
        this.loop = new LoopFigures(loops);
        this.sources = new SourceTable(this.loop);
        this.tables = Stream.concat(Stream.of(one, alarmRows, actionRows, fleet.rows()), sources.tables().stream())
                .toList();
        this.stateNanos = time.nanos();
    }

    // --- what it is told
    // -----------------------------------------------------------------------------------------------

    /** Something has happened, or things stand like this now. */
    public void accept(News news) {
        switch (news) {
            case Occurrence occurrence -> accept(occurrence);
            case Tally tally -> lane(tally.source(), tally.unit()).ifPresent(lane -> lane.add(tally));
            case State now -> accept(now);
        }
    }

    private void accept(Occurrence occurrence) {
        recent.add(occurrence);
        if (occurrence.isOwn()) {
            alarms.accept(occurrence);
            mark(occurrence);
        } else {
            lane(occurrence.source(), occurrence.text("unit")).ifPresent(lane -> lane.add(occurrence));
        }
    }

    private void mark(Occurrence occurrence) {
        if (MARKED.contains(occurrence.kind())) {
            marks.add(occurrence);
            if (marks.size() > MOST_MARKS) {
                marks.removeFirst();
            }
        }
    }

    private Optional<Lane> lane(String name, String unit) {
        Lane lane = lanes.get(name);
        if (lane == null && lanes.size() < MOST_LANES) {
            lane = new Lane(unit);
            lanes.put(name, lane);
        }
        return Optional.ofNullable(lane);
    }

    private void accept(State now) {
        state = now;
        stateNanos = time.nanos();
        sources.update(now, stateNanos);
        alarms.update(now.alarms(), clock.instant());
        Set<String> names = now.sources().stream().map(SourceState::name).collect(Collectors.toSet());
        lanes.keySet().retainAll(names);
    }

    /**
     * How the showing itself does: events that it was not told of, browsers that were cut off, requests that were refused.
     *
     * @param figures by name
     */
    public void own(Map<String, Long> figures) {
        own = new HashMap<>(figures);
    }

    // --- what it tells
    // -------------------------------------------------------------------------------------------------

    /** What has changed since the last tick. */
    public String tick() {
        tick++;
        if (tick % TICKS_A_SECOND == 0) {
            refreshLoop();
        }
        refresh(now -> sources.write(now, lanes));
        long now = Times.micros(clock.instant());
        long changed = lanes.values().stream().filter(Lane::isChanged).count();
        int pinsALane = (int) Math.max(1, MOST_PINS_A_TICK / Math.max(1, changed));
        String text = JsonObject.of(json -> {
            head(json, now);
            json.writeObjectPropertyStart("set");
            tables.stream().filter(Rows::isChanged).forEach(rows -> {
                json.writeObjectPropertyStart(rows.name());
                rows.writeChanged(json);
                json.writeEndObject();
            });
            json.writeEndObject();
            writeGone(json);
            json.writeObjectPropertyStart("lanes");
            lanes.forEach((name, lane) -> {
                if (lane.isChanged()) {
                    json.writeName(name);
                    lane.tell(json, now, pinsALane);
                }
            });
            json.writeEndObject();
            writeMarks(json, toldMark);
        });
        tables.forEach(Rows::told);
        toldMark = marks.isEmpty() ? toldMark : marks.getLast().id();
        return text;
    }

    /** All there is to show. What changed since the last tick is in the next one, too. */
    public String snapshot(Extent extent) {
        refreshLoop();
        refresh(all -> sources.writeAll(all, lanes));
        long now = Times.micros(clock.instant());
        int pinsALane = Math.min(extent.pins(), Math.max(LEAST_PINS_A_LANE, MOST_PINS / Math.max(1, lanes.size())));
        return JsonObject.of(json -> {
            head(json, now);
            json.writeBooleanProperty("whole", true);
            json.writeObjectPropertyStart("set");
            tables.forEach(rows -> {
                json.writeObjectPropertyStart(rows.name());
                rows.writeAll(json, sources.wanted(rows, extent.sources()));
                json.writeEndObject();
            });
            json.writeEndObject();
            json.writeObjectPropertyStart("lanes");
            shown(extent.lanes()).forEach((name, lane) -> {
                json.writeName(name);
                lane.write(json, now, pinsALane);
            });
            json.writeEndObject();
            writeMarks(json, 0);
        });
    }

    /** The lanes with the most in them, in their order. */
    private Map<String, Lane> shown(int most) {
        if (lanes.size() <= most) {
            return lanes;
        }
        Set<String> busiest = lanes.entrySet().stream()
                .sorted(Comparator.comparingLong(
                        (Map.Entry<String, Lane> lane) -> -lane.getValue().count()))
                .limit(most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        Map<String, Lane> shown = new LinkedHashMap<>(lanes);
        shown.keySet().retainAll(busiest);
        return shown;
    }

    private void head(JsonGenerator json, long now) {
        json.writeNumberProperty("tick", tick);
        json.writeNumberProperty("now", now);
    }

    private void writeGone(JsonGenerator json) {
        json.writeObjectPropertyStart("gone");
        tables.stream().filter(Rows::hasGone).forEach(rows -> {
            json.writeArrayPropertyStart(rows.name());
            rows.writeGone(json);
            json.writeEndArray();
        });
        json.writeEndObject();
    }

    private void writeMarks(JsonGenerator json, long after) {
        json.writeArrayPropertyStart("marks");
        marks.stream().filter(mark -> mark.id() > after).forEach(mark -> json.writeNumber(mark.micros()));
        json.writeEndArray();
    }

    private void refreshLoop() {
        loop.update(time.nanos());
        one.put("loop", loop::write);
    }

    private void refresh(Consumer<State> writeSources) {
        State now = state;
        if (now == null) {
            return;
        }
        writeSources.accept(now);
        List<ShownAlarm> standing = alarms.standing();
        if (alarms.takeChange()) {
            writeAlarms(standing);
        }
        writeActions(now);
        fleet.update(now.fleet(), one);
        writeOnes(now, standing);
    }

    private void writeAlarms(List<ShownAlarm> standing) {
        List<ShownAlarm> shown = Stream.concat(
                        standing.stream().limit(AlarmBook.MOST_STANDING), alarms.ended().stream())
                .toList();
        shown.forEach(alarm -> alarmRows.put(alarm.id(), json -> write(json, alarm)));
        alarmRows.keep(shown.stream().map(ShownAlarm::id).collect(Collectors.toSet()));
    }

    private void write(JsonGenerator json, ShownAlarm alarm) {
        alarm.write(json);
        alarms.silentUntil(alarm.rule())
                .ifPresent(until -> json.writeNumberProperty("silentUntil", Times.micros(until)));
    }

    private void writeActions(State now) {
        for (ActionState action : now.actions()) {
            actionRows.put(action.name(), json -> {
                json.writeStringProperty("name", action.name());
                json.writeStringProperty("kind", action.kind());
                json.writeStringProperty("circuit", action.circuit());
                json.writeNumberProperty("raised", action.raised());
                json.writeNumberProperty("delivered", action.delivered());
                json.writeNumberProperty("digested", action.digested());
                json.writeNumberProperty("waiting", action.waiting());
                json.writeNumberProperty("givenUp", action.givenUp());
                json.writeStringProperty("answer", action.answer());
            });
        }
        actionRows.keep(now.actions().stream().map(ActionState::name).collect(Collectors.toSet()));
    }

    private void writeOnes(State now, List<ShownAlarm> standing) {
        long dropped = now.sources().stream().mapToLong(SourceState::dropped).sum();
        Verdict verdict = Verdict.of(
                standing,
                new Verdict.Figures(now.sources().size(), sources.lastMinute(), dropped, now.lost(), silence()),
                clock.instant());
        one.put("verdict", json -> {
            json.writeStringProperty("level", verdict.level());
            json.writeStringProperty("words", verdict.words());
            json.writeNumberProperty("standing", standing.size());
            json.writeNumberProperty("lost", now.lost());
            json.writeNumberProperty(
                    "lastAlarm", alarms.last().map(Times::micros).orElse(0L));
        });
        writeLedger(now, dropped);
        State.About about = now.about();
        one.put("about", json -> {
            json.writeStringProperty("title", about.title());
            json.writeStringProperty("host", about.host());
            json.writeNumberProperty("pid", about.pid());
            json.writeNumberProperty("since", Times.micros(about.since()));
            json.writeStringProperty("file", about.file());
            json.writeNumberProperty("read", Times.micros(about.read()));
            json.writeNumberProperty("failedReloads", about.failedReloads());
        });
        one.put("page", json -> own.forEach(json::writeNumberProperty));
    }

    /** What all sources have together, at one time. */
    private void writeLedger(State now, long dropped) {
        List<SourceState> all = now.sources();
        one.put("ledger", json -> {
            json.writeNumberProperty("sources", all.size());
            json.writeNumberProperty(
                    "received", all.stream().mapToLong(SourceState::received).sum());
            json.writeNumberProperty(
                    "handled", all.stream().mapToLong(SourceState::handled).sum());
            json.writeNumberProperty(
                    "merged", all.stream().mapToLong(SourceState::merged).sum());
            json.writeNumberProperty("dropped", dropped);
            json.writeNumberProperty(
                    "waiting", all.stream().mapToLong(SourceState::waiting).sum());
        });
    }

    /** For how long the loop owes an answer; zero if it does not. */
    private Duration silence() {
        Duration since = Duration.ofNanos(time.nanos() - stateNanos);
        return since.compareTo(PATIENCE) > 0 ? since : Duration.ZERO;
    }

    // --- what it is asked
    // ----------------------------------------------------------------------------------------------

    /** How long ago things were said to stand as they do; very long if nobody has said so yet. */
    public Duration age() {
        return state == null ? Duration.ofDays(1) : Duration.ofNanos(time.nanos() - stateNanos);
    }

    /** An event with all there is to say of it, as JSON; empty if it is too long ago. */
    public Optional<String> event(long id) {
        return recent.find(id).map(occurrence -> JsonObject.of(json -> write(json, occurrence)));
    }

    /** Why an alarm is: it, and the events that raised it, as JSON; empty if there is none of that id. */
    public Optional<String> alarm(String id) {
        return alarms.find(id)
                .map(alarm -> JsonObject.of(json -> {
                    write(json, alarm);
                    json.writeArrayPropertyStart("events");
                    alarm.causes().forEach(occurrence -> {
                        json.writeStartObject();
                        write(json, occurrence);
                        json.writeEndObject();
                    });
                    json.writeEndArray();
                }));
    }

    private void write(JsonGenerator json, Occurrence occurrence) {
        json.writeNumberProperty("id", occurrence.id());
        json.writeNumberProperty("time", occurrence.micros());
        json.writeStringProperty("source", occurrence.source());
        json.writeStringProperty("kind", occurrence.kind());
        json.writeStringProperty("words", Words.of(occurrence));
        json.writeArrayPropertyStart("raised");
        alarms.raisedBy(occurrence.id()).forEach(json::writeString);
        json.writeEndArray();
        json.writeObjectPropertyStart("fields");
        occurrence.fields().forEach((name, value) -> json.writeStringProperty(name, Words.cut(value)));
        json.writeEndObject();
    }
}
