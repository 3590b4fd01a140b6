package dev.carillon.monitor.json;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Maps, lists, texts, numbers and truth values as JSON. */
public final class JsonWriting {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final BiConsumer<JsonGenerator, Double> doubles;

    /**
     * For a kind of numbers.
     *
     * @param doubles writes one that need not be whole
     */
    public JsonWriting(BiConsumer<JsonGenerator, Double> doubles) {
        this.doubles = doubles;
    }

    /** Begins what is written to a text. */
    public static JsonGenerator to(StringWriter text) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), text);
    }

    /** A value by itself. */
    public String text(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = to(text)) {
            write(json, value);
        }
        return text.toString();
    }

    /** Writes a value. */
    public void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach((name, inner) -> {
                    json.writeName(String.valueOf(name));
                    write(json, inner);
                });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(element -> write(json, element));
                json.writeEndArray();
            }
            case Double number -> doubles.accept(json, number);
            case Float number -> doubles.accept(json, number.doubleValue());
            case Number number -> json.writeNumber(number.longValue());
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeString(value.toString());
        }
    }
}
