package dev.carillon.dashboard.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Events in words. */
final class Words {
    private static final int LONGEST = 500;
    private static final int SIGNAL_KILL = 9;
    private static final int BY_SIGNAL = 128;

    private Words() {}

    static String of(Occurrence event) {
        return switch (event.kind()) {
            case "exit" -> exit(event);
            case "signal" -> signal(event);
            case "line" -> event.fields().containsKey("value") ? value(event) : cut(event.text("line"));
            default ->
                event.fields().containsKey("value") ? event.kind() + " " + value(event) : event.kind() + rest(event);
        };
    }

    private static String value(Occurrence event) {
        String number = trimmed(event.value());
        String unit = event.text("unit");
        String merged = event.text("merged");
        return number
                + (unit.isEmpty() ? "" : " " + unit)
                + (merged.isEmpty()
                        ? ""
                        : " (" + merged + " together, " + event.text("least") + " to " + event.text("greatest") + ")");
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static String exit(Occurrence event) {
        String signal = event.text("signal");
        if (!signal.isEmpty()) {
            return "ended by signal " + signal + (event.text("core").equals("true") ? ", core dumped" : "")
                    + cause(event);
        }
        String code = event.text("code");
        String killed = code.equals(Integer.toString(BY_SIGNAL + SIGNAL_KILL)) ? " (killed)" : "";
        return "exit code " + (code.isEmpty() ? "unknown" : code) + killed + cause(event);
    }

    private static String cause(Occurrence event) {
        String cause = event.text("cause");
        return cause.isEmpty() || cause.equals("unknown") ? "" : ", " + cause.replace('-', ' ');
    }

    private static String signal(Occurrence event) {
        String pid = event.text("pid");
        String from = pid.isEmpty() ? "" : " from process " + pid + ", user " + event.text("uid");
        String value = event.text("value");
        return "signal " + event.text("signal") + from
                + (value.isEmpty() || value.equals("0") ? "" : ", value " + value);
    }

    private static String rest(Occurrence event) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, Object> field : event.fields().entrySet()) {
            if (!(field.getValue() instanceof List<?>)) {
                parts.add(field.getKey() + " " + field.getValue());
            }
        }
        return parts.isEmpty() ? "" : ": " + cut(String.join(", ", parts));
    }

    /** As much of a text as a person may want to read here. */
    static String cut(Object value) {
        return cut(value, LONGEST);
    }

    static String cut(Object value, int most) {
        String text = String.valueOf(value);
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
