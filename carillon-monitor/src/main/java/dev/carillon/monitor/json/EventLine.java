package dev.carillon.monitor.json;

import dev.carillon.monitor.Event;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An event as a line of JSON: {@code {"seq":17,"boot":12.000000003,"time":"2026-…Z","source":"boiler","kind":"line","value":81.5}}. A
 * field with one of those names is in an object {@code fields}.
 */
public final class EventLine {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final Set<String> OURS = Set.of("seq", "boot", "time", "source", "kind", "fields");
    private static final int NANO_DIGITS = 9;
    private static final JsonValues VALUES = new JsonValues(EventLine::number);
    private static final JsonWriting WRITING = new JsonWriting(EventLine::number);

    private EventLine() {}

    /** The line, without its end. */
    public static String text(Event event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JsonWriting.to(text)) {
            json.writeStartObject();
            json.writeNumberProperty("seq", event.id());
            json.writeNumberProperty("boot", BigDecimal.valueOf(event.boot().toNanos(), NANO_DIGITS));
            json.writeStringProperty("time", event.time().toString());
            json.writeStringProperty("source", event.source());
            json.writeStringProperty("kind", event.kind());
            Map<String, Object> hidden = new LinkedHashMap<>();
            event.fields().forEach((name, value) -> {
                if (OURS.contains(name)) {
                    hidden.put(name, value);
                } else {
                    json.writeName(name);
                    WRITING.write(json, value);
                }
            });
            if (!hidden.isEmpty()) {
                json.writeName("fields");
                WRITING.write(json, hidden);
            }
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void number(JsonGenerator json, double number) {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeString(Double.toString(number)); // JSON has no such number
        }
    }

    /** The event; empty if the line is none. */
    public static Optional<Event> parse(String line) {
        return object(line).flatMap(EventLine::event);
    }

    /** What a line says; empty if it is no JSON object. */
    public static Optional<Map<String, Object>> object(String line) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, Object> object = VALUES.object(parser);
            return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Optional<Event> event(Map<String, Object> object) {
        if (!(object.remove("source") instanceof String source)
                || !(object.remove("kind") instanceof String kind)
                || !(object.remove("time") instanceof String time)) {
            return Optional.empty();
        }
        long id = object.remove("seq") instanceof Number number ? number.longValue() : 0;
        Object boot = object.remove("boot");
        if (object.remove("fields") instanceof Map<?, ?> hidden) {
            hidden.forEach((name, value) -> object.put(String.valueOf(name), value));
        }
        try {
            Instant instant = Instant.parse(time);
            return Optional.of(new Event(id, since(boot, instant), instant, source, kind, object));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** Of what was not written by a monitor, the clock on the wall is all there is. */
    private static Duration since(@Nullable Object boot, Instant time) {
        return boot instanceof Number number
                ? Duration.ofNanos(new BigDecimal(number.toString())
                        .movePointRight(NANO_DIGITS)
                        .longValue())
                : Duration.between(Instant.EPOCH, time);
    }

    /** Whole ones stay so; the time since the machine's start has more digits than a double. */
    private static Number number(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            return parser.getLongValue();
        }
        return "boot".equals(parser.currentName()) ? parser.getDecimalValue() : Double.valueOf(parser.getDoubleValue());
    }
}
