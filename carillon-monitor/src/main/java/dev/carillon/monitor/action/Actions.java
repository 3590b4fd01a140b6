package dev.carillon.monitor.action;

import dev.carillon.config.HostName;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.NewestMap;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The actions of a file, at work. For the loop's thread, but for {@link #reactions}. */
public final class Actions implements AutoCloseable {
    private static final int MOST_GONE = 100;
    private static final String NO_MORE = "the file has no such action any more";

    private final EventLoop loop;
    private final Deliveries.Clocks clocks;
    private final Consumer<String> lines;
    private final Consumer<Attempt> listener;
    private final Reactions reactions = new Reactions();
    private final Map<String, Action> byName = new LinkedHashMap<>();
    /** Actions that the file has no more, of which something was given up for that. */
    private final Map<String, Told> gone = new NewestMap<>(MOST_GONE);

    private Outbox outbox = Outbox.NONE;

    /** An action with what it does. */
    private record Action(ActionSettings settings, Told told, Target target) {}

    /**
     * Without any actions yet.
     *
     * @param loop starts programs, and has the time
     * @param lines prints what the actions of kind {@code log} say
     * @param listener is told what becomes of each notice
     */
    public Actions(EventLoop loop, Consumer<String> lines, Consumer<Attempt> listener) {
        this(loop, Deliveries.Clocks.SYSTEM, lines, listener);
    }

    Actions(EventLoop loop, Deliveries.Clocks clocks, Consumer<String> lines, Consumer<Attempt> listener) {
        this.loop = loop;
        this.clocks = clocks;
        this.lines = lines;
        this.listener = listener;
    }

    /** What is kept from now on of what is to be told to other machines. */
    public void keepIn(Outbox newOutbox) {
        outbox = newOutbox;
    }

    /**
     * Has these actions from now on. Those that are equal to ones there are go on; what others were at is ended, and what waits for
     * another machine is told by the action of the same name, if there is one.
     */
    public void replace(List<ActionSettings> settings) {
        Map<String, Action> before = new LinkedHashMap<>(byName);
        byName.clear();
        for (ActionSettings each : settings) {
            Action present = before.get(each.name());
            boolean isKept = present != null && present.settings.equals(each);
            byName.put(each.name(), isKept ? before.remove(each.name()) : begin(each));
            gone.remove(each.name());
        }
        before.values().forEach(this::end);
    }

    private Action begin(ActionSettings settings) {
        Told told = new Told(settings.name(), listener, this::started);
        return new Action(settings, told, target(settings, told));
    }

    private void end(Action action) {
        List<Load.Part> left = action.target.end();
        if (left.isEmpty()) {
            return;
        }
        Action next = byName.get(action.settings.name());
        if (next != null && isSameWay(action.settings, next.settings)) {
            left.forEach(next.target::resume);
            return;
        }
        if (next == null) {
            gone.put(action.settings.name(), action.told);
            next = renamed(action.settings);
        }
        if (next == null || !isSameWay(action.settings, next.settings)) {
            left.forEach(part -> giveUp(action.told, part, NO_MORE));
            say(action.settings.name());
            return;
        }
        for (Load.Part part : left) {
            String where = "the action is " + next.settings.name() + " now, which tells it";
            action.told.tell(part.notices(), Attempt.Outcome.DIGESTED, 0, where, Duration.ZERO);
            next.target.takeOver(part);
        }
    }

    /** Whether one can go on with what waits for the other. */
    private static boolean isSameWay(ActionSettings old, ActionSettings now) {
        return now instanceof ActionSettings.Remote
                ? old instanceof ActionSettings.Remote
                : now instanceof ActionSettings.Run && old instanceof ActionSettings.Run;
    }

    /** The action that has another name now, and the same target. */
    private @Nullable Action renamed(ActionSettings old) {
        if (!(old instanceof ActionSettings.Remote remote)) {
            return null;
        }
        return byName.values().stream()
                .filter(each -> each.settings.equals(remote.named(each.settings.name())))
                .findFirst()
                .orElse(null);
    }

    private static void giveUp(Told told, Load.Part part, String why) {
        told.tell(part.notices(), Attempt.Outcome.GIVEN_UP, 0, why, Duration.ZERO);
    }

    /** Aloud: who has renamed an action hardly knows that alarms wait for it. */
    private void say(String name) {
        lines.accept("action " + name + ": " + NO_MORE + ": alarms that waited for it are not told");
    }

    /** Goes on with what an earlier monitor has kept and not told; it is given up if no action of the name tells other machines. */
    public void resume(String name, Notice notice, Instant since) {
        Action action = byName.get(name);
        if (action != null && action.settings instanceof ActionSettings.Remote) {
            action.target.resume(new Load.Part(notice, since, 0));
            return;
        }
        if (!gone.containsKey(name)) {
            say(name);
        }
        Told told = gone.computeIfAbsent(name, of -> new Told(of, listener, this::started));
        told.raised();
        giveUp(told, new Load.Part(notice, since, 0), NO_MORE);
    }

    /** These alarms there are, and no others, of which people know, by the names of the actions that they know it of. */
    public void stand(Map<String, List<Notice>> byAction) {
        byName.forEach((name, action) -> action.target.stand(byAction.getOrDefault(name, List.of())));
    }

    private Target target(ActionSettings settings, Told told) {
        return switch (settings) {
            case ActionSettings.Webhook webhook -> deliveries(webhook, new WebhookCourier(webhook, host()), told);
            case ActionSettings.Alertmanager alertmanager ->
                deliveries(alertmanager, new AlertmanagerCourier(alertmanager, host(), clocks.wall()), told);
            case ActionSettings.Mail mail -> deliveries(mail, new MailCourier(mail, host()), told);
            case ActionSettings.Fleet fleet -> deliveries(fleet, new FleetCourier(fleet, host()), told);
            case ActionSettings.Log log -> new LogTarget(log, lines, told);
            case ActionSettings.Run run -> new RunTarget(loop, run, told);
            case ActionSettings.Kill kill -> new KillTarget(loop, kill, told);
            case ActionSettings.Counter counter -> new CounterTarget(counter, told);
        };
    }

    private Target deliveries(ActionSettings.Remote settings, Courier courier, Told told) {
        return new Deliveries(loop, clocks, settings, courier, outbox, told);
    }

    private static String host() {
        return HostName.find("localhost");
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

    /** How the actions stand, in the order of the file; then those that it has no more, of which something was given up for that. */
    public List<ActionStatus> status() {
        List<ActionStatus> status = new ArrayList<>();
        byName.values().forEach(action -> status.add(action.target.status()));
        gone.values().forEach(told -> status.add(told.status("gone", ActionStatus.Circuit.CLOSED, 0)));
        return List.copyOf(status);
    }

    /** How long it took until actions were started, a rule. Safe from any thread. */
    public Reactions reactions() {
        return reactions;
    }

    /** Ends all that is going on. What waits for other machines stays in the outbox. */
    @Override
    public void close() {
        for (Action action : byName.values()) {
            List<Load.Part> left = action.target.end();
            if (!(action.settings instanceof ActionSettings.Remote)) {
                left.forEach(part -> giveUp(action.told, part, "the monitor ends"));
            }
        }
        byName.clear();
    }
}
