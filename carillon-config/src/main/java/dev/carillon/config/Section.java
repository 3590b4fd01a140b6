package dev.carillon.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of a file. To ask for a key is to know it: all others are unknown, and told of by {@link ConfigFile#check}. So each key
 * that there may be is asked for, whatever the others say. What is wrong is noted, and reading goes on with a stand-in.
 */
public final class Section {
    private final ConfigFile file;
    private final String name;
    private final Position place;
    private final TomlTable table;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> wrong = new HashSet<>();
    private final Map<String, Section> inner = new HashMap<>();
    /** What is asked for, where nothing is there because it is to be described. */
    private final @Nullable Outline outline;
    /** Its keys are names that somebody has chosen. */
    private boolean isOpen;

    Section(ConfigFile file, String name, Position place, TomlTable table, @Nullable Outline outline) {
        this.file = file;
        this.name = name;
        this.place = place;
        this.table = table;
        this.outline = outline;
        file.opened(this);
    }

    /** One that has nothing in it, and notes what is asked for. */
    static Section describing(Outline outline) {
        Section root = ConfigFile.nothing().root();
        return new Section(root.file, "", Position.BEGINNING, root.table, outline);
    }

    /** A key's value; a stand-in if it is not there, or not allowed. */
    public <T> T get(Key<T> key, T otherwise) {
        note(key, Outline.Shape.VALUE, false, Optional.of(otherwise));
        return find(key.name(), key.kind()).orElse(otherwise);
    }

    /** A key's value, if it is there and allowed. */
    public <T> Optional<T> find(Key<T> key) {
        note(key, Outline.Shape.VALUE, false, Optional.empty());
        return find(key.name(), key.kind());
    }

    /** A key's value, which has to be there; a stand-in if it is not, or not allowed. */
    public <T> T require(Key<T> key, T standIn) {
        note(key, Outline.Shape.VALUE, true, Optional.empty());
        return require(key.name(), key.kind(), standIn);
    }

    /** The values of an array; none if it is not there. */
    public <T> List<T> list(Key<T> key) {
        note(key, Outline.Shape.LIST, false, Optional.empty());
        return list(key.name(), key.kind());
    }

    /** The values of an array, of which there has to be one; none if there is not. */
    public <T> List<T> requireList(Key<T> key) {
        note(key, Outline.Shape.LIST, true, Optional.empty());
        if (value(key.name()) == null) {
            missing(path(key.name()) + " is missing; allowed: an array, of which each is "
                    + key.kind().allowed());
        }
        return list(key.name(), key.kind());
    }

    /** The values of a table of which somebody has chosen the keys, {@code key = { chosen = value, … }}. */
    public <T> Map<String, T> entries(Key<T> key) {
        note(key, Outline.Shape.ENTRIES, false, Optional.empty());
        return outline == null ? entries(key.name(), key.kind()) : Map.of();
    }

    private void note(Key<?> key, Outline.Shape shape, boolean isRequired, Optional<Object> otherwise) {
        if (outline != null) {
            outline.value(key, shape, isRequired, otherwise);
        }
    }

    /** Only one of these keys may be there. */
    public void atMostOne(List<String> names) {
        choose(names, false);
    }

    /** One of these keys has to be there, and not two. */
    public void exactlyOne(List<String> names) {
        choose(names, true);
    }

    private void choose(List<String> names, boolean isRequired) {
        if (outline != null) {
            outline.choice(names, isRequired);
            return;
        }
        List<String> present = names.stream().filter(this::has).toList();
        if (present.isEmpty() && isRequired) {
            missing(name + " says nothing of what it is; allowed: one of " + String.join(", ", names));
        }
        for (String second : present.stream().skip(1).toList()) {
            wrong(second, present.getFirst() + " is there already; allowed: one of " + String.join(", ", names));
        }
    }

    /** A key's value; a stand-in if it is not there, or not allowed. */
    public <T> T get(String key, Kind<T> kind, T otherwise) {
        return find(key, kind).orElse(otherwise);
    }

    /** A key's value, if it is there and allowed. */
    public <T> Optional<T> find(String key, Kind<T> kind) {
        Object value = value(key);
        return value == null ? Optional.empty() : read(key, value, positionOf(key), kind);
    }

    /** A key's value, which has to be there; a stand-in if it is not, or not allowed. */
    public <T> T require(String key, Kind<T> kind, T standIn) {
        if (value(key) == null) {
            missing(path(key) + " is missing; allowed: " + kind.allowed());
        }
        return get(key, kind, standIn);
    }

    /** The values of an array; none if it is not there. */
    public <T> List<T> list(String key, Kind<T> kind) {
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            refuse(key, value, positionOf(key), "", "an array, of which each is " + kind.allowed());
            return List.of();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            read(key, array.get(i), position(array.inputPositionOf(i)), kind).ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** A table in this one, {@code [name.key]} or {@code key = { … }}. */
    public Optional<Section> section(String key) {
        return section(key, "");
    }

    /** The same, with a sentence of what it is for. */
    public Optional<Section> section(String key, String about) {
        if (outline != null) {
            return Optional.of(inner(outline, key, Outline.Shape.TABLE, about));
        }
        Object value = value(key);
        return value == null ? Optional.empty() : sectionOf(key, value);
    }

    private Section inner(Outline of, String key, Outline.Shape shape, String about) {
        return new Section(file, path(key), place, table, of.table(key, shape, about));
    }

    /** The tables of an array, {@code [[name.key]]}; none if it is not there. */
    public List<Section> sections(String key, String about) {
        if (outline != null) {
            return List.of(inner(outline, key, Outline.Shape.TABLES, about));
        }
        Object value = value(key);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof TomlArray array)) {
            refuse(key, value, positionOf(key), "", "an array of tables");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            Position at = position(array.inputPositionOf(i));
            if (array.get(i) instanceof TomlTable of) {
                int index = i;
                sections.add(inner.computeIfAbsent(
                        key + "[" + i + "]", name -> new Section(file, path(key) + "[" + index + "]", at, of, null)));
            } else {
                refuse(key, array.get(i), at, "", "an array of tables");
            }
        }
        return sections;
    }

    /** The tables of a table, each with a name that somebody has chosen: {@code [key.NAME]}. */
    public Map<String, Section> named(String key) {
        return named(key, "");
    }

    /** The same, with a sentence of what they are for. */
    public Map<String, Section> named(String key, String about) {
        if (outline != null) {
            return Map.of(Outline.CHOSEN, inner(outline, key, Outline.Shape.NAMED, about));
        }
        Map<String, Section> sections = new LinkedHashMap<>();
        section(key)
                .ifPresent(of -> of.names().forEach(chosen -> {
                    if (chosen.isBlank() || chosen.chars().anyMatch(Character::isISOControl)) {
                        of.wrong(chosen, "that is no name; allowed: something that can be read");
                    }
                    of.section(chosen).ifPresent(section -> sections.put(chosen, section));
                }));
        return sections;
    }

    /** The values of a table of which somebody has chosen the keys, {@code key = { chosen = value, … }}. */
    public <T> Map<String, T> entries(String key, Kind<T> kind) {
        Map<String, T> entries = new LinkedHashMap<>();
        section(key)
                .ifPresent(of -> of.names().forEach(chosen -> {
                    of.find(chosen, kind).ifPresent(value -> entries.put(chosen, value));
                }));
        return entries;
    }

    /** The keys of a table that somebody has chosen: none of them is unknown. */
    public Set<String> names() {
        isOpen = true;
        return table.keySet();
    }

    /** Whether a key is there, with whatever value. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /** Whether a key is there with a value that is not allowed: what else would be said of it makes no sense. */
    public boolean hasWrong(String key) {
        return wrong.contains(key);
    }

    /** Notes what is wrong with a key, and what is allowed. */
    public void wrong(String key, String text) {
        file.problems().add(positionOf(key), path(key) + ": " + text);
    }

    /** Notes what this table lacks, {@code what, and what is allowed}. */
    public void missing(String text) {
        file.problems().missing(place, text);
    }

    /** Where a key stands, and its name, for what turns out later to be wrong with it: {@code file:line:column: name}. */
    public String place(String key) {
        return file.problems().line(positionOf(key), path(key));
    }

    /** The name of a key of this table, from the root on. */
    public String path(String key) {
        return name.isEmpty() ? Quoted.key(key) : name + "." + Quoted.key(key);
    }

    /** Notes the keys that nobody has asked for. */
    void checkKnown() {
        if (isOpen) {
            return;
        }
        for (String key : table.keySet()) {
            if (!known.contains(key)) {
                file.problems().add(positionOf(key), "unknown key " + path(key) + suggestion(key));
            }
        }
    }

    private String suggestion(String key) {
        return Nearest.to(key, known)
                .map(near -> "; did you mean " + near + "?")
                .orElseGet(() -> "; allowed: " + String.join(", ", known));
    }

    private @Nullable Object value(String key) {
        known.add(key);
        return table.get(List.of(key)); // a mere text would be taken apart at its dots
    }

    private Optional<Section> sectionOf(String key, Object value) {
        if (value instanceof TomlTable of) {
            return Optional.of(
                    inner.computeIfAbsent(key, name -> new Section(file, path(name), positionOf(name), of, null)));
        }
        refuse(key, value, positionOf(key), "", "a table");
        return Optional.empty();
    }

    private <T> Optional<T> read(String key, Object value, Position at, Kind<T> kind) {
        try {
            return Optional.of(kind.read(file.expanded(value), directory()));
        } catch (IllegalArgumentException e) {
            wrong.add(key);
            refuse(key, value, at, String.valueOf(e.getMessage()), kind.allowed());
            return Optional.empty();
        }
    }

    private Path directory() {
        return file.directory();
    }

    private void refuse(String key, Object value, Position at, String reason, String allowed) {
        String why = reason.isEmpty() ? "" : ": " + reason;
        file.problems().add(at, path(key) + " = " + shown(value) + why + "; allowed: " + allowed);
    }

    private static String shown(Object value) {
        return switch (value) {
            case String text -> Quoted.text(text);
            case TomlArray _ -> "[…]";
            case TomlTable _ -> "{…}";
            default -> value.toString();
        };
    }

    /** The table's own if the key is not there. */
    private Position positionOf(String key) {
        return position(table.inputPositionOf(List.of(key)));
    }

    private Position position(@Nullable TomlPosition position) {
        return position == null ? place : Syntax.position(position);
    }
}
