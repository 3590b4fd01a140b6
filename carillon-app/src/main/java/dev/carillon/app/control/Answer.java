package dev.carillon.app.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command says to a request.
 *
 * @param ok whether it was done
 * @param text for people
 * @param members the same, and more, for programs: texts, numbers, true and false
 */
public record Answer(boolean ok, String text, Map<String, ?> members) {
    /** It was done. */
    public static Answer done(String text) {
        return new Answer(true, text, Map.of());
    }

    /** It was not, and nothing has changed. */
    public static Answer refused(String why) {
        return new Answer(false, why, Map.of());
    }

    /** The same with a text of at most so many characters. */
    Answer cut(int longest) {
        return text.length() <= longest ? this : new Answer(ok, text.substring(0, longest) + " …", members);
    }

    /** As it is sent. */
    Map<String, ?> all() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("ok", ok);
        all.put("text", text);
        all.putAll(members);
        return all;
    }
}
