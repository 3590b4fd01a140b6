package dev.carillon.monitor.rule;

import dev.carillon.monitor.json.JsonWriting;
import java.util.List;
import java.util.Map;

/** What a field has as the text of a key: a text as it is, and of JSON what JSON has for it. */
final class KeyText {
    private static final JsonWriting JSON =
            new JsonWriting((json, number) -> json.writeRawValue(Message.plain(number)));

    private KeyText() {}

    static String of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> JSON.text(map);
            case List<?> list -> JSON.text(list);
            case Double number -> Message.plain(number);
            default -> value.toString();
        };
    }
}
