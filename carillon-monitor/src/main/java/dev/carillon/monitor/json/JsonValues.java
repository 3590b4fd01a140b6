package dev.carillon.monitor.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** JSON as maps, lists, texts, numbers and truth values. What is null is not there; in a list it is an empty text, for places count. */
public final class JsonValues {
    private final Function<JsonParser, Number> numbers;

    /**
     * For a kind of numbers.
     *
     * @param numbers makes one of the number at which a parser is
     */
    public JsonValues(Function<JsonParser, Number> numbers) {
        this.numbers = numbers;
    }

    /**
     * Reads the value that begins with a token, which the parser has just read.
     *
     * @return null for null, and where there is no value
     */
    public @Nullable Object read(JsonParser parser, @Nullable JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> numbers.apply(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }

    /** Reads the object whose beginning the parser has just read. */
    public Map<String, Object> object(JsonParser parser) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            Object value = read(parser, parser.nextToken());
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private List<Object> array(JsonParser parser) {
        List<Object> array = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Object value = read(parser, token);
            array.add(value == null ? "" : value);
        }
        return array;
    }
}
