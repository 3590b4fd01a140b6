package dev.carillon.monitor.action;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.rule.Transition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The actions of a file, at work. For the loop's thread, but for {@link #reactions}. */
public final class Actions implements AutoCloseable {
    private final EventLoop loop;
    private final Consumer<String> lines;
    private final Consumer<Attempt> listener;
    private final Reactions reactions = new Reactions();
    private final Map<String, Action> byName = new LinkedHashMap<>();

    /** An action with what it does. */
    private record Action(ActionSettings settings, Target target) {}

    /**
     * Without any actions yet.
     *
     * @param loop starts programs, and has the time
     * @param lines prints what the actions of kind {@code log} say
     * @param listener is told what becomes of each notice
     */
    public Actions(EventLoop loop, Consumer<String> lines, Consumer<Attempt> listener) {
        this.loop = loop;
        this.lines = lines;
        this.listener = listener;
    }

    /** Has these actions from now on. Those that are equal to ones there are go on; what others were at is ended. */
    public void replace(List<ActionSettings> settings) {
        Set<ActionSettings> wanted = new HashSet<>(settings);
        for (Action action : List.copyOf(byName.values())) {
            if (!wanted.contains(action.settings)) {
                byName.remove(action.settings.name());
                action.target.close();
            }
        }
        Map<String, Action> before = Map.copyOf(byName);
        byName.clear();
        for (ActionSettings each : settings) {
            Action kept = before.get(each.name());
            byName.put(each.name(), kept == null ? new Action(each, target(each)) : kept);
        }
    }

    private Target target(ActionSettings settings) {
        Told told = new Told(settings.name(), listener, this::started);
        return switch (settings) {
            case ActionSettings.Log log -> new LogTarget(log, lines, told);
            case ActionSettings.Run run -> new RunTarget(loop, run, told);
            case ActionSettings.Kill kill -> new KillTarget(loop, kill, told);
            case ActionSettings.Counter counter -> new CounterTarget(counter, told);
        };
    }

    private void started(Notice notice) {
        reactions.record(notice.transition().rule(), loop.nanosSinceWake());
    }

    /**
     * Has a change told.
     *
     * @param names the actions of the rule; those that are not for such a change do nothing
     */
    public void take(Transition transition, List<String> names) {
        Notice notice = Notice.of(transition);
        Occasion occasion = Occasion.of(transition);
        for (String name : names) {
            Action action = byName.get(name);
            if (action != null && action.settings.on().contains(occasion)) {
                action.target.take(notice);
            }
        }
    }

    /** How the actions stand, in the order of the file. */
    public List<ActionStatus> status() {
        List<ActionStatus> status = new ArrayList<>();
        byName.values().forEach(action -> status.add(action.target.status()));
        return List.copyOf(status);
    }

    /** How long it took until actions were started, a rule. Safe from any thread. */
    public Reactions reactions() {
        return reactions;
    }

    /** Ends all that is going on. */
    @Override
    public void close() {
        replace(List.of());
    }
}
