package dev.carillon.monitor.rule;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The alarms of a rule by their keys: at most so many, of which the one that is at rest for longest makes room. */
final class Keys {
    private final int most;
    /** In the order of their last event. */
    private final Map<String, Alarm> resting = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<String, Alarm> active = new HashMap<>();

    private final Complaint left = new Complaint();
    private final Complaint refused = new Complaint();

    Keys(int most) {
        this.most = most;
    }

    @Nullable
    Alarm find(String key) {
        Alarm alarm = active.get(key);
        return alarm == null ? resting.get(key) : alarm;
    }

    /** Whether there is room for one more, which is made if it can be. */
    boolean makeRoom(long boot) {
        if (active.size() + resting.size() < most) {
            return true;
        }
        if (resting.isEmpty()) {
            refused.add(boot);
            return false;
        }
        Alarm oldest = resting.remove(resting.keySet().iterator().next());
        if (oldest != null) {
            oldest.forget();
        }
        left.add(boot);
        return true;
    }

    /** Puts an alarm where it belongs now. */
    void place(Alarm alarm) {
        String key = alarm.key();
        if (!alarm.isAtRest()) {
            resting.remove(key);
            active.put(key, alarm);
        } else if (active.remove(key) != null || !resting.containsKey(key)) {
            resting.put(key, alarm);
        }
    }

    Stream<Alarm> all() {
        return Stream.of(active.values(), resting.values()).flatMap(Collection::stream);
    }

    /** Keys at rest that made room for others. */
    Complaint left() {
        return left;
    }

    /** Events with a new key for which there was no room. */
    Complaint refused() {
        return refused;
    }
}
