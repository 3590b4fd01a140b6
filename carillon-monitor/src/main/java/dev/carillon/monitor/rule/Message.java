package dev.carillon.monitor.rule;

import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.Event;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people are told of an alarm: the rule's own words with fields in braces, {@code "{source} at {value} °C"}, or ours. */
final class Message {
    /** Names in braces that are no fields of the event. */
    static final Set<String> OURS = Set.of("rule", "key", "source", "kind", "severity", "value");

    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST = 1000;
    private static final double WHOLE = 1e15;
    private static final double FINE = 1e-6;

    private final RuleSettings rule;
    private final List<Part> parts;

    /** Words, or the field that stands between words. */
    private record Part(String text, @Nullable Field field) {}

    Message(RuleSettings rule) {
        this.rule = rule;
        parts = rule.telling().message().map(Message::parse).orElse(List.of());
    }

    /**
     * The fields in braces; a brace is written twice.
     *
     * @throws IllegalArgumentException if a brace is open
     */
    static Set<String> fields(String template) {
        return parse(template).stream()
                .map(Part::field)
                .filter(field -> field != null)
                .map(Field::text)
                .collect(Collectors.toSet());
    }

    private static List<Part> parse(String template) {
        List<Part> parts = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        for (int at = 0; at < template.length(); at++) {
            char c = template.charAt(at);
            boolean isDouble = at + 1 < template.length() && template.charAt(at + 1) == c;
            if ((c == '{' || c == '}') && isDouble) {
                at++;
            }
            if (c == '}' && !isDouble) {
                throw new IllegalArgumentException("} without {; a brace that is meant is written twice");
            }
            if (c != '{' || isDouble) {
                words.append(c);
                continue;
            }
            int end = template.indexOf('}', at);
            if (end < at + 2) {
                throw new IllegalArgumentException("{ without a field and }; a brace that is meant is written twice");
            }
            parts.add(new Part(words.toString(), new Field(template.substring(at + 1, end))));
            words.setLength(0);
            at = end;
        }
        parts.add(new Part(words.toString(), null));
        return parts;
    }

    /** Of what raised it. */
    String raised(String key, @Nullable Event event, double number) {
        return capped(parts.isEmpty() ? ours(key, event, number) : filled(key, event, number));
    }

    /** Of what cleared it. */
    String cleared(String key, @Nullable Event event, double number) {
        return capped("over: " + (parts.isEmpty() ? oursOver(key, number) : filled(key, event, number)));
    }

    String flapping(String of) {
        Telling.Flapping flapping = rule.telling().flapping();
        return capped("flapping, more than " + flapping.changes() + " changes in " + SpanOfTime.text(flapping.in())
                + ": " + of);
    }

    private String filled(String key, @Nullable Event event, double number) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            text.append(part.text);
            if (part.field != null) {
                text.append(value(part.field, key, event, number));
            }
        }
        return text.toString();
    }

    private String value(Field field, String key, @Nullable Event event, double number) {
        return switch (field.text()) {
            case "rule" -> rule.name();
            case "key" -> key;
            case "source" -> rule.selection().source();
            case "severity" -> rule.telling().severity().name().toLowerCase(Locale.ROOT);
            case "kind" -> event == null ? "-" : event.kind();
            case "value" -> Double.isNaN(number) ? shown(field, event) : text(number);
            default -> shown(field, event);
        };
    }

    private static String shown(Field field, @Nullable Event event) {
        Object value = event == null ? null : field.of(event);
        return value == null ? "-" : shown(value);
    }

    private static String shown(Object value) {
        String text = value instanceof Double number ? text(number) : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }

    private static String capped(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private String subject(String key) {
        String source = rule.selection().source();
        return key.isEmpty() ? source + ": " : source + " " + shown(key) + ": ";
    }

    private String ours(String key, @Nullable Event event, double number) {
        return subject(key)
                + switch (rule.condition()) {
                    case Condition.Threshold threshold -> over(threshold, number);
                    case Condition.Count count -> count.events() + " events in " + SpanOfTime.text(count.in());
                    case Condition.Absent absent -> "no event for " + SpanOfTime.text(absent.time());
                    case Condition.Occurrence _ -> event == null ? "an event" : what(event);
                }
                + held();
    }

    private String held() {
        return rule.holding().hold().isZero()
                ? ""
                : " for " + SpanOfTime.text(rule.holding().hold());
    }

    private static String over(Condition.Threshold threshold, double number) {
        Limits limits = threshold.limits();
        double above = orNaN(limits.above());
        String limit = number > above ? "above " + text(above) : "below " + text(orNaN(limits.below()));
        return measured(threshold) + " " + text(number) + " is " + limit;
    }

    private static double orNaN(@Nullable Double number) {
        return number == null ? Double.NaN : number;
    }

    private static String measured(Condition.Threshold threshold) {
        return threshold.window().isZero()
                ? threshold.measure().key()
                : threshold.measure().key() + " of " + SpanOfTime.text(threshold.window());
    }

    private String oursOver(String key, double number) {
        return subject(key)
                + switch (rule.condition()) {
                    case Condition.Threshold threshold ->
                        Double.isNaN(number) ? "nothing to compare any more" : measured(threshold) + " " + text(number);
                    case Condition.Count count ->
                        "fewer than " + count.events() + " events in " + SpanOfTime.text(count.in());
                    case Condition.Absent _ -> "there is an event again";
                    case Condition.Occurrence _ -> "no such event any more";
                };
    }

    private static String what(Event event) {
        UnaryOperator<String> shorten =
                text -> text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
        String fields = event.fields().entrySet().stream().map(Message::pair).collect(Collectors.joining(", "));
        return fields.isEmpty() ? event.kind() : event.kind() + " (" + shorten.apply(fields) + ")";
    }

    private static String pair(Map.Entry<String, Object> field) {
        return field.getKey() + " " + shown(field.getValue());
    }

    /** For people: what would be hundreds of digits has an exponent. */
    static String text(double number) {
        double size = Math.abs(number);
        return size >= WHOLE || (size < FINE && size > 0) ? Double.toString(number) : plain(number);
    }

    /** All its digits; a whole number without a point. */
    static String plain(double number) {
        if (Double.isNaN(number)) {
            return "-";
        }
        return number == Math.rint(number) && Math.abs(number) < WHOLE
                ? Long.toString((long) number)
                : new BigDecimal(Double.toString(number)).toPlainString();
    }
}
