package dev.carillon.bench.figures;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes JSON. */
public final class Json {
    private Json() {}

    /** Objects of maps, arrays of lists, strings, numbers; {@link Raw} as it is. What is no number becomes null. */
    public static String of(Object value) {
        StringBuilder text = new StringBuilder();
        write(text, value, "\n");
        return text.append('\n').toString();
    }

    /** The same on one line, and numbers to the last digit: to be read again. */
    public static String line(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> line(entry.getKey().toString()) + ": " + line(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list -> list.stream().map(Json::line).collect(Collectors.joining(", ", "[", "]"));
            case Double number -> Double.isFinite(number) ? number.toString() : "null";
            default -> of(value).stripTrailing();
        };
    }

    /** Text that is JSON already. */
    public record Raw(String text) {}

    private static void write(StringBuilder text, Object value, String indent) {
        switch (value) {
            case Map<?, ?> map -> writeMap(text, map, indent);
            case List<?> list -> writeList(text, list, indent);
            case Raw raw -> text.append(raw.text());
            case Double number ->
                text.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.4f", number) : null);
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> writeString(text, value.toString());
        }
    }

    private static void writeMap(StringBuilder text, Map<?, ?> map, String indent) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator).append(indent).append("  ");
            writeString(text, entry.getKey().toString());
            text.append(": ");
            write(text, entry.getValue(), indent + "  ");
            separator = ",";
        }
        text.append(map.isEmpty() ? "{}" : indent + "}");
    }

    private static void writeList(StringBuilder text, List<?> list, String indent) {
        boolean flat = list.stream().allMatch(Number.class::isInstance);
        String separator = "[";
        for (Object element : list) {
            text.append(separator).append(flat ? "" : indent + "  ");
            write(text, element, indent + "  ");
            separator = flat ? ", " : ",";
        }
        text.append(list.isEmpty() ? "[]" : flat ? "]" : indent + "]");
    }

    private static void writeString(StringBuilder text, String string) {
        text.append('"');
        for (char c : string.toCharArray()) {
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> text.append(c < ' ' ? ' ' : c);
            }
        }
        text.append('"');
    }
}
