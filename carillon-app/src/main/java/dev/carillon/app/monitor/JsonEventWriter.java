package dev.carillon.app.monitor;

import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** One JSON object a line. */
final class JsonEventWriter implements EventWriter {
    private static final JsonFactory JSON = new JsonFactory();

    private final TextOutput out;
    private final TimeText clock = TimeText.utc();

    JsonEventWriter(TextOutput out) {
        this.out = out;
    }

    @Override
    public void write(Event event) throws ReaderGoneException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            if (event.seq() > 0) {
                json.writeNumberProperty("seq", event.seq());
            }
            json.writeStringProperty("time", time(event.time()));
            json.writeStringProperty("source", event.source());
            json.writeStringProperty("kind", event.kind());
            writeFields(json, event.fields());
            json.writeEndObject();
        }
        out.write(text.append('\n').toString());
    }

    /** Anything else, as an object in a line. */
    static String object(Map<String, ?> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            writeValue(json, members);
        }
        return text.toString();
    }

    private String time(Instant time) {
        StringBuilder text = new StringBuilder(32);
        clock.appendNanoseconds(text, time);
        return text.append('Z').toString();
    }

    private static void writeFields(JsonGenerator json, Map<?, ?> fields) {
        fields.forEach((name, value) -> {
            json.writeName(String.valueOf(name));
            writeValue(json, value);
        });
    }

    private static void writeValue(JsonGenerator json, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                writeFields(json, map);
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(element -> writeValue(json, element));
                json.writeEndArray();
            }
            case Double number -> json.writeNumber(number);
            case Number number -> json.writeNumber(number.longValue());
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeString(value.toString());
        }
    }
}
