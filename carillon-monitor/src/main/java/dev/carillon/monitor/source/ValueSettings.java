package dev.carillon.monitor.source;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is taken of text: a number that rules compare with, and fields. Nothing if none of it is said.
 *
 * @param isWanted whether a number is
 * @param field which word of the text it is, 1 and up; empty for all of it
 * @param json where it is in JSON, a JSON Pointer
 * @param match the pattern of which a group is it
 * @param fields further ones, each by a JSON Pointer
 * @param unit what it is a number of
 * @param range the least and the greatest that can be; empty for any
 */
public record ValueSettings(
        boolean isWanted,
        Optional<Integer> field,
        Optional<String> json,
        Optional<String> match,
        Map<String, String> fields,
        Optional<String> unit,
        List<Double> range) {
    /** Nothing is taken. */
    public static final ValueSettings NONE = new ValueSettings(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), List.of());

    private static final int MOST_WORDS = 1000;
    private static final Kind<String> POINTER =
            Kind.text("a JSON Pointer: \"/temp\", \"/sensors/0/value\"", "(?:/.*)?", text -> {
                if (!text.isEmpty() && !text.startsWith("/")) {
                    throw new IllegalArgumentException("");
                }
                return text;
            });
    private static final Key<Integer> FIELD =
            new Key<>("field", Kind.number(1, MOST_WORDS), "Which word of the text is the number, from 1.");
    private static final Key<String> JSON = new Key<>("json", POINTER, "Where the number is in a line of JSON.");
    private static final Key<String> MATCH = new Key<>(
            "match",
            Kind.text("a pattern of RE2 with a group", ValueSettings::pattern),
            "A pattern of RE2, of which the group called value, or else the first, is the number; groups with other"
                    + " names become fields.");
    private static final Key<String> FIELDS =
            new Key<>("fields", POINTER, "Further fields of a line of JSON: names, and where each is.");
    private static final Key<String> UNIT = new Key<>("unit", Kind.text(), "What it is a number of, for people.");
    private static final Key<Double> RANGE = new Key<>(
            "range",
            Kind.decimal(),
            "The least and the greatest that can be: others are told as invalid, and no value.");

    /** The names of the fields that it adds to events. */
    Set<String> names() {
        Set<String> names = new HashSet<>(fields.keySet());
        match.ifPresent(text -> names.addAll(Pattern.compile(text).namedGroups().keySet()));
        unit.ifPresent(_ -> names.add("unit"));
        if (isWanted) {
            names.add("invalid");
        }
        boolean isOnlyFields = !fields.isEmpty() && json.isEmpty() && match.isEmpty() && field.isEmpty();
        if (isWanted && !isOnlyFields) {
            names.add("value");
        }
        return names;
    }

    private static String pattern(String text) {
        try {
            if (Pattern.compile(text).groupCount() == 0) {
                throw new IllegalArgumentException("there is no group in it");
            }
            return text;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    static ValueSettings read(Section source) {
        return source.section("value", "What is taken of its text: the number that rules compare with, and fields.")
                .map(ValueSettings::of)
                .orElse(NONE);
    }

    private static ValueSettings of(Section section) {
        section.atMostOne(List.of(FIELD.name(), JSON.name(), MATCH.name()));
        List<Double> range = section.list(RANGE);
        if (!range.isEmpty() && (range.size() != 2 || range.get(0) >= range.get(1))) {
            section.wrong(RANGE.name(), "allowed: two numbers, the lesser first");
        }
        return new ValueSettings(
                true,
                section.find(FIELD),
                section.find(JSON),
                section.find(MATCH),
                section.entries(FIELDS),
                section.find(UNIT),
                range);
    }
}
