package dev.carillon.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the Prometheus text format 0.0.4, and takes nothing that the format does not have: each family once, HELP and TYPE before
 * its samples, names and escapes as they may be, no sample twice.
 */
final class Exposition {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]?Inf|-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\",?");
    private static final Set<String> TYPES = Set.of("counter", "gauge", "summary", "histogram", "untyped");

    /** A family of samples. */
    record Family(String name, String type, String help, Set<String> labels) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, Double> samples = new LinkedHashMap<>();
    private final String text;

    Exposition(String text) {
        this.text = text;
        check(text.endsWith("\n"), "the last line does not end");
        List<String> head = new ArrayList<>();
        for (String line : text.lines().toList()) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                check(comment.group(1).equals(head.size() % 2 == 0 ? "HELP" : "TYPE"), line);
                head.add(comment.group(3));
                if (head.size() == 2) {
                    begin(comment.group(2), head);
                    head.clear();
                }
            } else {
                check(head.isEmpty(), line);
                sample(line);
            }
        }
    }

    private void begin(String name, List<String> head) {
        check(TYPES.contains(head.get(1)), name + " is of type " + head.get(1));
        check(!head.get(0).isBlank(), name + " has no help");
        Family family = new Family(name, head.get(1), head.get(0), new TreeSet<>());
        check(families.put(name, family) == null, name + " begins twice");
    }

    private void sample(String line) {
        Matcher matcher = SAMPLE.matcher(line);
        check(matcher.matches(), line);
        Family family =
                families.values().stream().reduce((first, second) -> second).orElseThrow();
        String suffix = matcher.group(1)
                .substring(Math.min(family.name.length(), matcher.group(1).length()));
        check(matcher.group(1).startsWith(family.name), line + " is not of " + family.name);
        check(
                suffix.isEmpty() && !family.type.equals("summary")
                        || family.type.equals("summary")
                                && Set.of("_count", "_sum").contains(suffix),
                line);
        Map<String, String> labels = labels(matcher.group(2) == null ? "" : matcher.group(2), line);
        family.labels.addAll(labels.keySet());
        check(samples.put(matcher.group(1) + labels, value(matcher.group(3))) == null, line + " comes twice");
    }

    private static Map<String, String> labels(String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length() && label.find(end) && label.start() == end) {
            String value =
                    label.group(2).replace("\\\\", "\0").replace("\\n", "\n").replace("\\\"", "\"");
            check(labels.put(label.group(1), value.replace("\0", "\\")) == null, line);
            end = label.end();
        }
        check(end == text.length() && !text.endsWith(","), line);
        return labels;
    }

    private static double value(String text) {
        return text.endsWith("Inf") ? Double.parseDouble(text + "inity") : Double.parseDouble(text);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    Map<String, Family> families() {
        return families;
    }

    /** Name and labels of each sample, and its value. */
    Map<String, Double> samples() {
        return samples;
    }

    /** The value of a sample by its name and its labels: name, value, name, value, … */
    double value(String name, String... labels) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            map.put(labels[i], labels[i + 1]);
        }
        Double value = samples.get(name + map);
        check(value != null, name + map + " is missing in\n" + text);
        return value == null ? 0 : value;
    }

    @Override
    public String toString() {
        return text;
    }
}
