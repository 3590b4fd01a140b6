package dev.carillon.monitor.source;

import dev.carillon.monitor.json.JsonValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** JSON that a stranger has written, as maps, lists, texts, numbers and truth values; JSON Pointers into it, RFC 6901. */
final class JsonText {
    private static final int DEEPEST = 32;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private static final JsonValues VALUES = new JsonValues(JsonParser::getDoubleValue);

    private JsonText() {}

    /** What it says; empty if it is no JSON, or too deep. */
    static Optional<Object> parse(String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            Object value = VALUES.read(parser, first);
            return parser.nextToken() == null ? Optional.ofNullable(value) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** What is at a place; empty if there is none. */
    static Optional<Object> at(Object root, String pointer) {
        Object at = root;
        String[] steps = pointer.split("/", -1);
        for (int i = 1; i < steps.length; i++) {
            String step = steps[i].replace("~1", "/").replace("~0", "~");
            Object next = switch (at) {
                case Map<?, ?> map -> map.get(step);
                case List<?> list -> element(list, step);
                default -> null;
            };
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    private static @Nullable Object element(List<?> list, String step) {
        if (!step.matches("0|[1-9][0-9]{0,8}")) {
            return null;
        }
        int index = Integer.parseInt(step);
        return index < list.size() ? list.get(index) : null;
    }
}
