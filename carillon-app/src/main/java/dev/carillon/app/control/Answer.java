package dev.carillon.app.control;

import dev.carillon.linux.Fd;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command says to a request.
 *
 * @param ok whether it was done
 * @param text for people
 * @param members the same, and more, for programs: texts, numbers, true and false
 * @param descriptor what the client gets a descriptor of beside; null for nothing
 */
public record Answer(
        boolean ok,
        String text,
        Map<String, ?> members,
        @Nullable Fd descriptor) {
    /** One without a descriptor. */
    public Answer(boolean ok, String text, Map<String, ?> members) {
        this(ok, text, members, null);
    }

    /** It was done. */
    public static Answer done(String text) {
        return new Answer(true, text, Map.of());
    }

    /** It was not, and nothing has changed. */
    public static Answer refused(String why) {
        return new Answer(false, why, Map.of());
    }

    /** The same, with a descriptor of something that stays ours. */
    public Answer with(Fd given) {
        return new Answer(ok, text, members, given);
    }

    /** The same with a text of at most so many characters. */
    Answer cut(int longest) {
        return text.length() <= longest ? this : new Answer(ok, text.substring(0, longest) + " …", members, descriptor);
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
