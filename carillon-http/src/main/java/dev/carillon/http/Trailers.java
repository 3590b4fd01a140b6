package dev.carillon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The fields that followed a chunked body (RFC 9110 §6.5). They are never mixed with those of the head. Those that would
 * change the frames or the authority of a message that is already read are not let through ({@link Refusal#BAD_FRAMING}).
 * Immutable.
 */
public final class Trailers {
    /** No fields. */
    public static final Trailers NONE = new Trailers(List.of());

    /** Names and values in turn. */
    private final List<String> namesAndValues;

    Trailers(List<String> namesAndValues) {
        this.namesAndValues = List.copyOf(namesAndValues);
    }

    /**
     * Whether there is none.
     *
     * @return true if there is none
     */
    public boolean isEmpty() {
        return namesAndValues.isEmpty();
    }

    /**
     * The first field of that name.
     *
     * @param name in any case
     * @return its value; null if there is none
     */
    public @Nullable String field(String name) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                return namesAndValues.get(i + 1);
            }
        }
        return null;
    }

    /**
     * Calls with each field in the order in which they came.
     *
     * @param consumer gets name, in lower case, and value
     */
    public void forEach(BiConsumer<String, String> consumer) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            consumer.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }

    /** The names; what they say may be nobody's affair. */
    @Override
    public String toString() {
        List<String> names = new ArrayList<>();
        forEach((name, _) -> names.add(name));
        return "trailers " + names;
    }
}
