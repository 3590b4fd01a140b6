package dev.carillon.monitor.file;

import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.source.SourceSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * In what two files differ, which is what a reload does: what is kept goes on with its descriptor, child, window and alarm.
 *
 * @param items in the order of the new file, then what is gone
 */
public record Plan(List<Item> items) {
    /** With a list that stays as it is. */
    public Plan {
        items = List.copyOf(items);
    }

    /** What becomes of something. */
    public enum Change {
        /** It is the same in both, and goes on. */
        KEPT,
        /** It is another under the same name. */
        CHANGED,
        /** It was not there. */
        NEW,
        /** It is no more. */
        GONE,
        /** It is another, which only a restart makes so. */
        RESTART
    }

    /**
     * Something that has a name.
     *
     * @param kind source, rule, action, or monitor
     */
    public record Item(String kind, String name, Change change) {}

    /** In what a new file differs from an old one. */
    public static Plan between(MonitorSettings old, MonitorSettings now) {
        List<Item> items = new ArrayList<>();
        process(old.process(), now.process(), items);
        compare("source", old.sources(), now.sources(), SourceSettings::name, items);
        compare("rule", old.rules(), now.rules(), RuleSettings::name, items);
        compare("action", old.actions(), now.actions(), ActionSettings::name, items);
        return new Plan(items);
    }

    private static void process(ProcessSettings old, ProcessSettings now, List<Item> items) {
        restart("state", old.state(), now.state(), items);
        restart("metrics", old.metrics(), now.metrics(), items);
        restart("history", old.history(), now.history(), items);
        restart("control", old.control(), now.control(), items);
        restart("page", old.page(), now.page(), items);
        if (!old.report().equals(now.report())) {
            items.add(new Item("monitor", "report", Change.CHANGED));
        }
    }

    private static void restart(String name, Object old, Object now, List<Item> items) {
        if (!Objects.equals(old, now)) {
            items.add(new Item("monitor", name, Change.RESTART));
        }
    }

    private static <T> void compare(String kind, List<T> old, List<T> now, Function<T, String> name, List<Item> items) {
        Map<String, T> left = new LinkedHashMap<>();
        old.forEach(each -> left.put(name.apply(each), each));
        for (T each : now) {
            T before = left.remove(name.apply(each));
            Change change = before == null ? Change.NEW : before.equals(each) ? Change.KEPT : Change.CHANGED;
            items.add(new Item(kind, name.apply(each), change));
        }
        left.keySet().forEach(gone -> items.add(new Item(kind, gone, Change.GONE)));
    }

    /** Whether nothing would change. */
    public boolean isSame() {
        return items.stream().allMatch(item -> item.change == Change.KEPT);
    }

    /** How many there are of a change. */
    public long count(Change change) {
        return items.stream().filter(item -> item.change == change).count();
    }

    /** In a line: {@code 3 kept, 1 changed, 0 new, 0 gone}. */
    public String summary() {
        String summary = count(Change.KEPT) + " kept, " + count(Change.CHANGED) + " changed, " + count(Change.NEW)
                + " new, " + count(Change.GONE) + " gone";
        long restart = count(Change.RESTART);
        return restart == 0 ? summary : summary + ", " + restart + " only by a restart";
    }

    /** A line for each, and the summary. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Item item : items) {
            text.append(String.format(
                    Locale.ROOT, "%-8s %-8s %s%n", item.change.name().toLowerCase(Locale.ROOT), item.kind, item.name));
        }
        return text.append(summary()).toString();
    }
}
