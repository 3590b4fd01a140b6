package dev.carillon.bench.figures;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Writes and reads JSON, with Jackson. What was not measured, NaN, is null there: JSON has no word for it. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .changeDefaultVisibility(all -> all.withVisibility(PropertyAccessor.ALL, Visibility.NONE)
                    .withVisibility(PropertyAccessor.FIELD, Visibility.ANY))
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new NullForNaN())
                    .addSerializer(Double.TYPE, new NullForNaN())
                    .addDeserializer(Double.class, new NaNForNull())
                    .addDeserializer(Double.TYPE, new NaNForNull()))
            .build();

    private Json() {}

    /** {@code 1.5} or {@code null}. */
    private static final class NullForNaN extends StdSerializer<Double> {
        NullForNaN() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator generator, SerializationContext context) {
            if (Double.isFinite(value)) {
                generator.writeNumber(value);
            } else {
                generator.writeNull();
            }
        }
    }

    /** Where a number is expected. */
    private static final class NaNForNull extends StdDeserializer<Double> {
        NaNForNull() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) {
            return parser.getDoubleValue();
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }

    /**
     * Maps, lists, records, strings and numbers as text to be looked at.
     *
     * @return several lines, the last one ended
     */
    public static String pretty(Object value) {
        return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(value) + "\n";
    }

    /** The same on one line. */
    public static String line(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** @throws IllegalArgumentException if it is no JSON, or no such thing; with the place */
    public static <T> T read(String text, Class<T> type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            TokenStreamLocation place = e.getLocation();
            throw new IllegalArgumentException(
                    "no JSON of a " + type.getSimpleName() + ", line " + place.getLineNr() + ", column "
                            + place.getColumnNr() + ": " + e.getOriginalMessage(),
                    e);
        }
    }

    /**
     * What was read as maps and lists, as what it was written from.
     *
     * @throws IllegalArgumentException if it was something else
     */
    static <T> T convert(Object value, Class<T> type) {
        try {
            return MAPPER.convertValue(value, type);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
