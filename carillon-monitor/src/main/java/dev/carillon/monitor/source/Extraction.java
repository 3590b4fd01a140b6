package dev.carillon.monitor.source;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a number and fields of text, as {@link ValueSettings} say. Takes time in proportion to the text. */
public final class Extraction {
    private static final String VALUE = "value";
    private static final String INVALID = "invalid";
    private static final int LONGEST_NUMBER = 64;

    private final ValueSettings settings;
    private final @Nullable Pattern pattern;

    /** By these settings. */
    public Extraction(ValueSettings settings) {
        this.settings = settings;
        this.pattern = settings.match().map(Pattern::compile).orElse(null);
    }

    /** Adds to an event's fields what is to be found in its text; of what is not, {@code invalid} with why. */
    public void add(String text, Map<String, Object> fields) {
        if (!settings.isWanted()) {
            return;
        }
        Optional<Object> json = needsJson() ? JsonText.parse(text) : Optional.empty();
        if (needsJson() && json.isEmpty()) {
            fields.put(INVALID, "no JSON");
            return;
        }
        json.ifPresent(of -> settings.fields()
                .forEach((name, pointer) -> JsonText.at(of, pointer).ifPresent(value -> fields.put(name, value))));
        Object found = number(text, json, fields);
        add(found, fields);
    }

    private boolean needsJson() {
        return settings.json().isPresent() || !settings.fields().isEmpty();
    }

    private @Nullable Object number(String text, Optional<Object> json, Map<String, Object> fields) {
        if (settings.json().isPresent()) {
            return json.flatMap(of -> JsonText.at(of, settings.json().get())).orElse(null);
        }
        if (pattern != null) {
            return group(pattern.matcher(text), pattern, fields);
        }
        if (settings.field().isPresent()) {
            return word(text, settings.field().get());
        }
        return settings.fields().isEmpty() ? text.strip() : "";
    }

    private static @Nullable String group(Matcher matcher, Pattern pattern, Map<String, Object> fields) {
        if (!matcher.find()) {
            return null;
        }
        Map<String, Integer> names = pattern.namedGroups();
        names.forEach((name, index) -> {
            String part = matcher.group(index);
            if (!name.equals(VALUE) && part != null) {
                fields.put(name, part);
            }
        });
        return matcher.group(names.getOrDefault(VALUE, 1));
    }

    /** Words are what is between white space. */
    private static @Nullable String word(String text, int number) {
        int at = 0;
        for (int left = number; ; left--) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int from = at;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            if (from == at) {
                return null;
            }
            if (left == 1) {
                return text.substring(from, at);
            }
        }
    }

    private void add(@Nullable Object found, Map<String, Object> fields) {
        if ("".equals(found) && !settings.fields().isEmpty()) {
            return; // only fields are wanted
        }
        Double number = found instanceof Number given ? Double.valueOf(given.doubleValue()) : parse(found);
        if (number == null || !Double.isFinite(number)) {
            fields.put(INVALID, "no number");
        } else if (isOutside(number)) {
            fields.put(
                    INVALID,
                    number + " is not from " + settings.range().get(0) + " to "
                            + settings.range().get(1));
        } else {
            fields.put(VALUE, number);
            settings.unit().ifPresent(unit -> fields.put("unit", unit));
        }
    }

    private boolean isOutside(double number) {
        return !settings.range().isEmpty()
                && (number < settings.range().get(0)
                        || number > settings.range().get(1));
    }

    /** Java's own suffixes are none of a number's. */
    private static @Nullable Double parse(@Nullable Object found) {
        if (!(found instanceof String text) || text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return null;
        }
        char last = text.charAt(text.length() - 1);
        if (last != '.' && (last < '0' || last > '9') || text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
            return null;
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
