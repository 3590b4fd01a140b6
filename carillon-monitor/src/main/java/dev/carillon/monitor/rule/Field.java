package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in an event something stands: the name of a field, or a JSON Pointer (RFC 6901) into the fields, {@code /sender/uid}.
 *
 * @param text as it stands in the file
 */
public record Field(String text) {
    /** The number that rules compare. */
    public static final Field VALUE = new Field("value");

    /** The text of a line. */
    public static final Field LINE = new Field("line");

    /** An array of more than this many digits' index has no such element. */
    private static final int MOST_DIGITS = 9;

    /** What stands there. */
    public @Nullable Object of(Event event) {
        if (!text.startsWith("/")) {
            return event.fields().get(text);
        }
        Object here = event.fields();
        int begin = 1;
        while (here != null && begin <= text.length()) {
            int end = text.indexOf('/', begin);
            int stop = end < 0 ? text.length() : end;
            here = step(here, text.substring(begin, stop).replace("~1", "/").replace("~0", "~"));
            begin = stop + 1;
        }
        return here;
    }

    private static @Nullable Object step(Object here, String name) {
        return switch (here) {
            case Map<?, ?> map -> map.get(name);
            case List<?> list -> element(list, name);
            default -> null;
        };
    }

    private static @Nullable Object element(List<?> list, String index) {
        boolean isIndex = !index.isEmpty()
                && index.length() <= MOST_DIGITS
                && index.chars().allMatch(c -> c >= '0' && c <= '9')
                && (index.length() == 1 || index.charAt(0) != '0');
        int at = isIndex ? Integer.parseInt(index) : list.size();
        return at < list.size() ? list.get(at) : null;
    }

    /** The number that stands there; not a number if none does. */
    double number(Event event) {
        return of(event) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The first part: the name of the field that it is in. */
    public String top() {
        return text.startsWith("/")
                ? text.substring(1).split("/", 2)[0].replace("~1", "/").replace("~0", "~")
                : text;
    }
}
