package dev.carillon.dashboard.board;

import dev.carillon.dashboard.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/**
 * A table of what is shown, each row a piece of JSON by its key. Who has seen it before is told only of the rows that have changed
 * since, and of those that are gone.
 */
final class Rows {
    private final String name;
    private final Map<String, String> rows = new LinkedHashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Set<String> gone = new HashSet<>();

    Rows(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Says how a row is now; the writer writes the members of an object. */
    void put(String key, Consumer<JsonGenerator> writer) {
        String now = JsonObject.of(writer);
        if (!now.equals(rows.put(key, now))) {
            changed.add(key);
            gone.remove(key);
        }
    }

    /** There are no rows but these any more. */
    void keep(Set<String> keys) {
        rows.keySet().removeIf(key -> {
            boolean isGone = !keys.contains(key);
            if (isGone) {
                changed.remove(key);
                gone.add(key);
            }
            return isGone;
        });
    }

    boolean isChanged() {
        return !changed.isEmpty();
    }

    boolean hasGone() {
        return !gone.isEmpty();
    }

    /** Writes the changed rows as members. */
    void writeChanged(JsonGenerator json) {
        changed.forEach(key -> write(json, key));
    }

    /** Writes all rows whose keys are wanted as members, in their order. */
    void writeAll(JsonGenerator json, Predicate<String> wanted) {
        rows.keySet().stream().filter(wanted).forEach(key -> write(json, key));
    }

    private void write(JsonGenerator json, String key) {
        json.writeName(key);
        json.writeRawValue(rows.getOrDefault(key, "null"));
    }

    /** Writes the keys of the rows that are gone. */
    void writeGone(JsonGenerator json) {
        gone.forEach(json::writeString);
    }

    /** All of that was told. */
    void told() {
        changed.clear();
        gone.clear();
    }
}
