package dev.carillon.monitor.rule;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Which rules, or keys of them, are silent until when. */
final class Silences {
    /** More than anybody asks for; each is a line that somebody typed. */
    static final int MOST = 1000;

    private final Map<Of, End> all = new HashMap<>();

    /** A rule and a key of it, or all keys where that is empty. */
    private record Of(String rule, String key) {}

    /** One with its end since the machine's start, which a step of the clock on the wall does not move. */
    private record End(Silence silence, long boot) {}

    /** Whether there is room for one, or it is there already. */
    boolean hasRoom(String rule, String key, long boot) {
        forgetOver(boot);
        return all.size() < MOST || all.containsKey(new Of(rule, key));
    }

    /** Sets one, or ends it; where there are too many does nothing. */
    void set(Silence silence, long until, long boot) {
        forgetOver(boot);
        Of of = new Of(silence.rule(), silence.key());
        all.remove(of);
        if (until > boot && all.size() < MOST) {
            all.put(of, new End(silence, until));
        }
    }

    private void forgetOver(long boot) {
        all.values().removeIf(end -> end.boot <= boot);
    }

    /** Zero if it is not silent. */
    long until(String rule, String key) {
        if (all.isEmpty()) {
            return 0;
        }
        return Math.max(end(rule, ""), end(rule, key));
    }

    private long end(String rule, String key) {
        End end = all.get(new Of(rule, key));
        return end == null ? 0 : end.boot;
    }

    /** Those that have not ended. */
    Stream<Silence> all(long boot) {
        return all.values().stream().filter(end -> end.boot > boot).map(End::silence);
    }
}
