package dev.carillon.dashboard.board;

import dev.carillon.dashboard.board.State.SourceState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A row a source: what came, how often, and what became of it. */
final class SourceTable {
    /** Characters of what the last event says. */
    private static final int MOST_WORDS = 80;
    /** As many are written anew in a tick: of more, each is so less often. */
    private static final int MOST_A_TICK = 128;
    /** The last hour changes slowly: of each it is written anew after so many ticks. */
    private static final int TICKS_A_SPARK = 20;

    private final Rows rows = new Rows("sources");
    private final Rows hours = new Rows("hours");
    private int next;
    private int nextSpark;
    private final Map<String, Rate> rates = new HashMap<>();
    private final LoopFigures loop;

    SourceTable(LoopFigures loop) {
        this.loop = loop;
    }

    /** Says what came. */
    void update(State state, long nanos) {
        Set<String> names = state.sources().stream().map(SourceState::name).collect(Collectors.toSet());
        rates.keySet().retainAll(names);
        for (SourceState source : state.sources()) {
            rate(source).update(nanos, source.received());
        }
    }

    /** How much came in the last minute, to all of them. */
    long lastMinute() {
        return rates.values().stream().mapToLong(Rate::lastMinute).sum();
    }

    /** Writes a part of them anew: the next ones of a round. */
    void write(State state, Map<String, Lane> lanes) {
        List<SourceState> all = state.sources();
        for (int i = 0; i < Math.min(all.size(), MOST_A_TICK); i++) {
            int place = next % all.size();
            next = place + 1;
            write(all.get(place), place, lanes);
        }
        int sparks = (all.size() + TICKS_A_SPARK - 1) / TICKS_A_SPARK;
        for (int i = 0; i < sparks; i++) {
            int place = nextSpark % all.size();
            nextSpark = place + 1;
            writeHour(all.get(place));
        }
        sweep(all);
    }

    /** Writes all of them anew. */
    void writeAll(State state, Map<String, Lane> lanes) {
        List<SourceState> all = state.sources();
        for (int place = 0; place < all.size(); place++) {
            write(all.get(place), place, lanes);
            writeHour(all.get(place));
        }
        sweep(all);
    }

    private void sweep(List<SourceState> all) {
        Set<String> names = all.stream().map(SourceState::name).collect(Collectors.toSet());
        rows.keep(names);
        hours.keep(names);
    }

    private void write(SourceState source, int place, Map<String, Lane> lanes) {
        rows.put(source.name(), json -> write(json, source, place, rate(source), lanes.get(source.name())));
    }

    private void writeHour(SourceState source) {
        Rate rate = rate(source);
        hours.put(source.name(), json -> {
            json.writeArrayPropertyStart("minutes");
            for (int ago = Rate.MINUTES - 1; ago >= 0; ago--) {
                json.writeNumber(rate.minute(ago));
            }
            json.writeEndArray();
        });
    }

    private Rate rate(SourceState source) {
        return rates.computeIfAbsent(source.name(), name -> new Rate());
    }

    private void write(JsonGenerator json, SourceState source, int place, Rate rate, @Nullable Lane lane) {
        json.writeStringProperty("name", source.name());
        json.writeNumberProperty("place", place);
        json.writeStringProperty("kind", source.kind());
        json.writeStringProperty("unit", source.unit().isEmpty() && lane != null ? lane.unit() : source.unit());
        json.writeStringProperty("budget", source.budget());
        json.writeNumberProperty("rate", LoopFigures.rounded(rate.perSecond()));
        if (lane != null) {
            json.writeNumberProperty("last", lane.lastMicros());
            json.writeStringProperty("words", Words.cut(lane.words(), MOST_WORDS));
            if (Double.isFinite(lane.value())) {
                json.writeNumberProperty("value", lane.value());
            }
        }
        writeLedger(json, source);
        writeLoop(json, loop.row(source.name()), source);
        writeLimits(json, source);
    }

    private static void writeLedger(JsonGenerator json, SourceState source) {
        json.writeNumberProperty("received", source.received());
        json.writeNumberProperty("handled", source.handled());
        json.writeNumberProperty("merged", source.merged());
        json.writeNumberProperty("dropped", source.dropped());
        json.writeNumberProperty("waiting", source.waiting());
    }

    private static void writeLoop(JsonGenerator json, @Nullable SourceFigures figures, SourceState source) {
        if (figures != null) {
            json.writeNumberProperty("p99", LoopFigures.micros(figures.p99()));
            json.writeStringProperty("state", figures.state());
        } else {
            json.writeStringProperty("state", source.blocked() > 0 ? "waited " + source.blocked() + " times" : "");
        }
    }

    private static void writeLimits(JsonGenerator json, SourceState source) {
        json.writeArrayPropertyStart("limits");
        for (State.Limit limit : source.limits()) {
            json.writeStartObject();
            json.writeStringProperty("rule", limit.rule());
            writeNumber(json, "above", limit.above());
            writeNumber(json, "below", limit.below());
            writeNumber(json, "clearBelow", limit.clearBelow());
            writeNumber(json, "clearAbove", limit.clearAbove());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeNumber(JsonGenerator json, String name, @Nullable Double number) {
        if (number != null) {
            json.writeNumberProperty(name, number.doubleValue());
        }
    }

    /** Which rows of a table are told where so many sources are wanted: the busiest, and of fewer than all not the last hour. */
    Predicate<String> wanted(Rows table, int most) {
        if (most == Integer.MAX_VALUE || table != rows && table != hours) {
            return key -> true;
        }
        if (table == hours) {
            return key -> false;
        }
        return rates.entrySet().stream()
                .sorted(Comparator.comparingDouble(
                        (Map.Entry<String, Rate> rate) -> -rate.getValue().perSecond()))
                .limit(most)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet())::contains;
    }

    List<Rows> tables() {
        return List.of(rows, hours);
    }
}
