package dev.carillon.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a table may have in it, as found out by running over it what reads it. All that is asked for is noted, whether a file has it
 * or not: no value is ever there, but each table that is asked for is, and of tables with chosen names one, called {@link #CHOSEN}.
 *
 * <p>So a reader asks for every key that there may be, whatever the others say, and makes do with stand-ins.
 */
public final class Outline {
    /** Stands for a name that somebody chooses. */
    public static final String CHOSEN = "NAME";

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Choice> choices = new ArrayList<>();

    Outline() {}

    /** What a key's value is like. */
    public enum Shape {
        /** One of its kind. */
        VALUE,
        /** An array of values of its kind. */
        LIST,
        /** A table with keys of its own. */
        TABLE,
        /** An array of such tables, {@code [[key]]}. */
        TABLES,
        /** A table of such tables under chosen names, {@code [key.NAME]}. */
        NAMED,
        /** A table of values under chosen names. */
        ENTRIES
    }

    /**
     * A key.
     *
     * @param kind what a value may be; empty for tables
     * @param otherwise what it is if it is not there; empty if that means nothing, or it has to be
     * @param inner what a table may have in it; empty for values
     */
    public record Entry(
            String name,
            Shape shape,
            String about,
            boolean isRequired,
            Optional<Kind<?>> kind,
            Optional<Object> otherwise,
            Optional<Outline> inner) {}

    /**
     * Keys of which there is to be one.
     *
     * @param isRequired whether there has to be one, or may be none
     */
    public record Choice(List<String> names, boolean isRequired) {}

    /** Of the tables that these readers read. */
    public static Outline of(Consumer<Section> reader) {
        Outline outline = new Outline();
        reader.accept(Section.describing(outline));
        return outline;
    }

    /** The keys in the order in which they are asked for first. */
    public Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    /** Of which keys only one may be there. */
    public List<Choice> choices() {
        return List.copyOf(choices);
    }

    void choice(List<String> names, boolean isRequired) {
        choices.add(new Choice(names, isRequired));
    }

    void value(Key<?> key, Shape shape, boolean isRequired, Optional<Object> otherwise) {
        Entry present = entries.get(key.name());
        if (present == null || present.about().isEmpty() && !key.about().isEmpty()) {
            entries.put(
                    key.name(),
                    new Entry(
                            key.name(),
                            shape,
                            key.about(),
                            isRequired,
                            Optional.of(key.kind()),
                            otherwise,
                            Optional.empty()));
        }
    }

    /** What the table may have in it, which is added to if it was asked for before. */
    Outline table(String name, Shape shape, String about) {
        Entry present = entries.get(name);
        Outline inner = present == null ? new Outline() : present.inner().orElseGet(Outline::new);
        if (present == null || present.about().isEmpty()) {
            entries.put(
                    name, new Entry(name, shape, about, false, Optional.empty(), Optional.empty(), Optional.of(inner)));
        }
        return inner;
    }
}
