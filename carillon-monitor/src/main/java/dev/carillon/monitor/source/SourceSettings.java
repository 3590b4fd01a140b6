package dev.carillon.monitor.source;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a file says of a source. Two that are equal are the same: after a reload the one that is open goes on.
 *
 * @param name the name that somebody has chosen
 * @param input what it reads from
 * @param value what is taken of text
 * @param limit how many events it may make; empty for any number
 */
public record SourceSettings(String name, Input input, ValueSettings value, Optional<LimitSettings> limit) {
    /** The names of the fields that its events may have; empty if they cannot be known. */
    public Set<String> fields() {
        if (input.fields().isEmpty()) {
            return Set.of();
        }
        Set<String> fields = new TreeSet<>(input.fields());
        fields.addAll(value.names());
        if (limit.isPresent()) {
            fields.addAll(Set.of("merged", "least", "greatest", "count"));
        }
        return fields;
    }
}
