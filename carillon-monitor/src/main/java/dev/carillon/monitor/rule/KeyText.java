package dev.carillon.monitor.rule;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a field has as the text of a key: a text as it is, and of JSON what JSON has for it. */
final class KeyText {
    private KeyText() {}

    static String of(Object value) {
        return value instanceof Map || value instanceof List ? json(value) : plain(value);
    }

    private static String plain(Object value) {
        return value instanceof Double number ? Message.text(number) : value.toString();
    }

    private static String json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> quoted(String.valueOf(entry.getKey())) + ":" + json(entry.getValue()))
                        .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(KeyText::json).collect(Collectors.joining(",", "[", "]"));
            case String text -> quoted(text);
            default -> plain(value);
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
