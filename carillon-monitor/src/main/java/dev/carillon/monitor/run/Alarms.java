package dev.carillon.monitor.run;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Histogram;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.NewestMap;
import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.action.ActionStatus;
import dev.carillon.monitor.action.Actions;
import dev.carillon.monitor.action.Attempt;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.action.Outbox;
import dev.carillon.monitor.action.ToldEvent;
import dev.carillon.monitor.record.RulesEvent;
import dev.carillon.monitor.rule.Acknowledgement;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.RuleListener;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.rule.Transition;
import dev.carillon.monitor.store.Kept;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Rules and actions at work: events go in; what alarms do, and what was tried because of it, are events again. For the loop's thread.
 */
final class Alarms implements RuleListener {
    /** Of alarms of which it is known how many transitions in a row they come of. */
    private static final int MOST_DEPTHS = 1000;

    private final EventStream events;
    private final Rules rules;
    private final Actions actions;
    private final RuleClock clock;
    private final Optional<History> history;
    private Map<String, List<String>> actionsByRule = Map.of();
    private boolean isStart = true;
    private final Map<String, Integer> depths = new NewestMap<>(MOST_DEPTHS);

    /** Keeps nothing without a history. */
    Alarms(
            EventLoop loop,
            EventStream events,
            Expressions expressions,
            Consumer<String> lines,
            Optional<History> history) {
        this.events = events;
        this.history = history;
        this.rules = new Rules(this, expressions, EventStream.boot(), Instant.now());
        this.actions = new Actions(loop, lines, this::tried);
        this.clock = new RuleClock(loop, rules);
        history.ifPresent(of -> actions.keepIn(outbox(of)));
    }

    /** Goes on with what an earlier monitor has left. */
    void resume() throws IOException {
        if (history.isEmpty()) {
            return;
        }
        Carried carried = history.get().carried();
        Map<String, List<String>> present = actionsByRule;
        Map<String, List<String>> withGone = new HashMap<>(present);
        for (Standing standing : carried.alarms()) { // who was told of it is told that its rule is no more
            if (!present.containsKey(standing.rule())) {
                withGone.put(
                        standing.rule(), history.get().toldBy(standing.heard().alarm()));
            }
        }
        actionsByRule = withGone;
        rules.resume(carried);
        actionsByRule = present;
        clock.arm();
        for (Kept kept : history.get().kept()) {
            actions.resume(kept.action(), kept.notice(), kept.since());
        }
        stand();
    }

    /** Tells the actions which alarms there are, of which people know: some have to say so again and again. */
    private void stand() {
        Map<String, List<Notice>> byAction = new HashMap<>();
        for (Standing standing : rules.carried().alarms()) {
            if (standing.heard().state() == AlarmState.CLEAR) {
                continue;
            }
            for (String action : actionsByRule.getOrDefault(standing.rule(), List.of())) {
                byAction.computeIfAbsent(action, name -> new ArrayList<>()).add(Notice.of(standing));
            }
        }
        actions.stand(byAction);
    }

    /** Something has happened. */
    void accept(Event event) {
        rules.accept(event);
        clock.arm();
    }

    /** Others from now on; those that are equal go on. */
    void replace(List<RuleSettings> newRules, List<ActionSettings> newActions) {
        Map<String, List<String>> byRule = new HashMap<>();
        newRules.forEach(rule -> byRule.put(rule.name(), told(rule, newActions)));
        actions.replace(newActions);
        Map<String, List<String>> withGone =
                new HashMap<>(actionsByRule); // who heard of an alarm hears that its rule is gone
        withGone.putAll(byRule);
        actionsByRule = withGone;
        events.publish(Rules.MONITOR, RulesEvent.KIND, RulesEvent.fields(newRules, isStart)); // also sets their time
        isStart = false;
        rules.replace(newRules);
        actionsByRule = byRule;
        stand();
        clock.arm();
    }

    /** Those that its rule names, and those that are told of every rule. */
    private static List<String> told(RuleSettings rule, List<ActionSettings> all) {
        List<String> names = new ArrayList<>(rule.telling().actions());
        all.stream()
                .filter(ActionSettings.Fleet.class::isInstance)
                .map(ActionSettings::name)
                .forEach(names::add);
        return names;
    }

    /** Somebody sees to an alarm, until its end or for a span. */
    void acknowledge(String alarm, Optional<Duration> span, String by, Runnable whenKept) {
        Standing standing = rules.raised(alarm);
        Acknowledgement acknowledgement = new Acknowledgement(by, span.map(PeopleEvent::until));
        asked(PeopleEvent.ACKNOWLEDGED, PeopleEvent.fields(standing, acknowledgement), whenKept);
    }

    /** Nobody wants to hear of a rule, or a key of it, for a while. */
    void silence(Silence silence, Runnable whenKept) {
        rules.checkSilence(silence.rule(), silence.key());
        asked(PeopleEvent.SILENCED, PeopleEvent.fields(silence), whenKept);
    }

    /** First it is recorded, with the time from which it counts. */
    private void asked(String kind, Map<String, Object> fields, Runnable whenKept) {
        Event event = events.publish(Rules.MONITOR, kind, fields);
        history.ifPresentOrElse(of -> of.asked(event, whenKept), whenKept);
        PeopleEvent.apply(event, rules);
        clock.arm();
    }

    @Override
    public void changed(Transition transition, boolean muted) {
        int depth = rules.depth();
        depths.put(transition.alarm(), depth);
        history.ifPresent(of -> of.changed(transition, muted));
        events.publish(Rules.MONITOR, AlarmEvent.kind(transition), AlarmEvent.fields(transition, depth, muted));
        if (!muted) {
            actions.take(transition, actionsByRule.getOrDefault(transition.rule(), List.of()));
        }
    }

    @Override
    public void overflowed(String rule, long left, long refused) {
        events.publish(Rules.MONITOR, "keys-full", Map.of("rule", rule, "left", left, "refused", refused));
    }

    @Override
    public void failed(String rule, long count, String why) {
        events.publish(Rules.MONITOR, "when-failed", Map.of("rule", rule, "count", count, "text", why));
    }

    private void tried(Attempt attempt) {
        int depth = ToldEvent.alarms(attempt).stream()
                .mapToInt(alarm -> depths.getOrDefault(alarm, 1))
                .max()
                .orElse(1);
        Event event = events.publish(Rules.MONITOR, ToldEvent.ACTION, ToldEvent.fields(attempt, depth));
        history.ifPresent(of -> of.tried(attempt, event.time()));
    }

    /** Kept where a kill does not reach it; that it is to be told is an event, too. */
    private Outbox outbox(History kept) {
        return (action, notice, since, whenKept) -> {
            int depth = depths.getOrDefault(notice.transition().alarm(), 1);
            events.publish(Rules.MONITOR, ToldEvent.TO_TELL, ToldEvent.fields(action, notice, depth));
            kept.outbox().keep(action, notice, since, whenKept);
        };
    }

    Rules rules() {
        return rules;
    }

    List<Standing> standing() {
        return rules.standing();
    }

    Map<String, Histogram> reactions() {
        return actions.reactions().byRule();
    }

    List<ActionStatus> actions() {
        return actions.status();
    }

    void close() {
        clock.close();
        actions.close();
    }
}
