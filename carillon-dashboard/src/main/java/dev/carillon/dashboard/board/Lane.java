package dev.carillon.dashboard.board;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A source on the barrel: its last events as pins, and how much of what there was in each of the last seconds. */
final class Lane {
    /** Beyond so many in a tick there is more in a place than can be seen: the seconds tell how many. */
    private static final int MOST_PINS = 64;

    private static final long MICROS_PER_SECOND = Times.MICROS_PER_SECOND;

    private final Seconds seconds = new Seconds();
    private final Pins pins = new Pins();
    private final String unit;
    private long lastMicros;
    private long newestSecond;
    private long toldPin;
    private long toldSecond;
    private boolean isChanged;
    private double value = Double.NaN;
    private @Nullable Occurrence newest;

    /**
     * Nothing yet.
     *
     * @param unit of its numbers, as its first event has it; may be empty
     */
    Lane(String unit) {
        this.unit = unit;
    }

    void add(Occurrence occurrence) {
        long micros = occurrence.micros();
        double number = occurrence.value();
        add(micros, 1, number, number, number);
        pins.add(occurrence);
        newest = occurrence;
    }

    /** Many at once, none of which gets a pin. */
    void add(Tally tally) {
        add(Times.micros(tally.time()), tally.count(), tally.least(), tally.greatest(), tally.value());
    }

    private void add(long micros, long count, double least, double greatest, double number) {
        seconds.add(Times.seconds(micros), count, least, greatest, number);
        newestSecond = Math.max(newestSecond, Times.seconds(micros));
        lastMicros = count > 0 ? Math.max(lastMicros, micros) : lastMicros;
        value = Double.isNaN(number) ? value : number;
        isChanged = true;
    }

    String unit() {
        return unit;
    }

    /** When the last one was; 0 if there was none. */
    long lastMicros() {
        return lastMicros;
    }

    /** The last number; not a number if there was none. */
    double value() {
        return value;
    }

    /** What the last one says; empty if there was none. */
    String words() {
        return newest == null ? "" : Words.of(newest);
    }

    boolean isChanged() {
        return isChanged;
    }

    /** How much there was in the last ten minutes. */
    long count() {
        return seconds.count();
    }

    /** Writes what came since it was last told, and a second of it again if it was not over. */
    void tell(JsonGenerator json, long base, int mostPins) {
        write(json, base, toldPin, Math.min(mostPins, MOST_PINS), toldSecond);
        toldPin = newest == null ? 0 : newest.id();
        toldSecond = newestSecond;
        isChanged = false;
    }

    /** Writes all. */
    void write(JsonGenerator json, long base, int mostPins) {
        write(json, base, 0, mostPins, 0);
    }

    private void write(JsonGenerator json, long base, long afterPin, int mostPins, long fromSecond) {
        json.writeStartObject();
        json.writeArrayPropertyStart("p");
        pins.after(afterPin, mostPins, (id, micros, number, kind) -> {
            json.writeStartArray();
            json.writeNumber(id);
            json.writeNumber(micros - base);
            json.writeString(kind);
            writeNumber(json, number);
            json.writeEndArray();
        });
        json.writeEndArray();
        json.writeArrayPropertyStart("s");
        seconds.from(fromSecond, (at, count, least, greatest, last) -> {
            json.writeStartArray();
            json.writeNumber(at - base / MICROS_PER_SECOND);
            json.writeNumber(count);
            if (!Double.isNaN(last)) {
                writeNumber(json, least);
                writeNumber(json, greatest);
                writeNumber(json, last);
            }
            json.writeEndArray();
        });
        json.writeEndArray();
        json.writeEndObject();
    }

    /** JSON knows no infinity, and nobody draws one. */
    private static void writeNumber(JsonGenerator json, double number) {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeNull();
        }
    }
}
