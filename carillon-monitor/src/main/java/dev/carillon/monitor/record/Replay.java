package dev.carillon.monitor.record;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.RuleListener;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.RuleText;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Recorded events through rules, in the time that they were recorded in: those of the record itself, or others. What of them are
 * alarms is not taken from the record, but found again.
 */
public final class Replay implements RuleListener {
    private final Optional<List<RuleSettings>> others;
    private final Expressions expressions;
    private final List<Alert> recorded = new ArrayList<>();
    private final List<Alert> found = new ArrayList<>();
    /** What was so before the first event. */
    private final List<Event> before = new ArrayList<>();

    private List<RuleSettings> settings;
    private @Nullable Rules rules;
    private @Nullable Event last;
    private long events;
    private long withoutRules;
    private long leftOut;

    /**
     * In what they differ.
     *
     * @param differences in the order of time: with a minus what is only in the record, with a plus what is only in the replay
     * @param summary in a line
     */
    public record Outcome(List<String> differences, String summary) {
        /** Whether all is the same. */
        public boolean isSame() {
            return differences.isEmpty();
        }
    }

    /**
     * Begins one.
     *
     * @param others rules in place of those of the record
     */
    public Replay(Optional<List<RuleSettings>> others, Expressions expressions) {
        this.others = others;
        this.settings = others.orElse(List.of());
        this.expressions = expressions;
    }

    /**
     * The next event of the record.
     *
     * @throws IllegalArgumentException if it has rules that cannot be read
     */
    public void accept(Event event) {
        if (InForce.isCopy(event)) {
            before.add(event);
            return;
        }
        events++;
        if (!before.isEmpty()) {
            goOn(event);
        }
        if (AlarmEvent.is(event)) {
            recorded.add(Alert.of(event));
            last = event;
            if (rules != null) { // what was due by itself may be the last that happened
                rules.advance(event.boot(), event.time());
            }
            return;
        }
        boolean tellsRules = RulesEvent.is(event);
        if (tellsRules && others.isEmpty()) {
            settings = recordedRules(event);
        }
        if (isBegin(event)) {
            begin(event);
        }
        last = event;
        Rules now = rules;
        if (now == null) {
            withoutRules++;
            return;
        }
        now.accept(event);
        if (PeopleEvent.is(event)) {
            PeopleEvent.apply(event, now);
        }
        if (tellsRules && others.isEmpty()) {
            now.replace(settings);
        }
    }

    private boolean isBegin(Event event) {
        if (rules == null) {
            return others.isPresent() || RulesEvent.is(event);
        }
        boolean isEarlier = last != null && event.boot().compareTo(last.boot()) < 0;
        return RulesEvent.isStart(event) || isEarlier;
    }

    /** A monitor was started: again, it goes on with the alarms that were raised, and with silences. */
    private void begin(Event event) {
        Carried carried = rules == null ? Carried.NOTHING : rules.carried();
        Rules next = new Rules(this, expressions, event.boot(), event.time());
        rules = next;
        next.replace(settings);
        next.resume(carried);
    }

    /** The record begins in the middle: with what was so when its first event came. */
    private void goOn(Event event) {
        List<Event> known = List.copyOf(before);
        before.clear();
        for (Event copy : known) {
            if (RulesEvent.is(copy) && others.isEmpty()) {
                settings = recordedRules(copy);
            }
        }
        if (rules != null) {
            return;
        }
        Rules next = new Rules(this, expressions, event.boot(), event.time());
        rules = next;
        next.replace(settings);
        next.resume(new Carried(InForce.alarms(known), List.of()));
        leftOut = known.stream().mapToLong(InForce::leftOut).sum();
        known.stream().filter(AlarmEvent::is).forEach(told -> InForce.told(told, next));
        known.stream().filter(PeopleEvent::is).forEach(asked -> PeopleEvent.apply(asked, next));
    }

    private static List<RuleSettings> recordedRules(Event event) {
        try {
            return RuleText.read(RulesEvent.text(event));
        } catch (WrongConfiguration e) {
            throw new IllegalArgumentException("event " + event.id() + ": " + String.join("; ", e.lines()), e);
        }
    }

    @Override
    public void changed(Transition transition, boolean muted) {
        found.add(Alert.of(transition));
        Rules now = rules;
        if (now != null) {
            now.accept(new Event(
                    last == null ? 0 : last.id(),
                    transition.boot(),
                    transition.time(),
                    Rules.MONITOR,
                    AlarmEvent.kind(transition),
                    AlarmEvent.fields(transition, now.depth(), muted)));
        }
    }

    /**
     * The end of the record.
     *
     * @throws IllegalStateException if there were no rules at all
     */
    public Outcome end() {
        Rules now = rules;
        if (now == null) {
            throw new IllegalStateException("the record has no rules: say with -c which file's to take");
        }
        if (last != null) {
            now.advance(last.boot(), last.time());
        }
        List<String> differences = differences();
        String summary = events + " events; " + recorded.size() + " changes of alarms recorded, " + found.size()
                + " in the replay, " + differences.size() + " differences"
                + (withoutRules > 0 ? "; " + withoutRules + " events are from before the first rules" : "")
                + (leftOut > 0
                        ? "; the record begins without " + leftOut + " events of alarms and silences that were in force"
                        : "");
        return new Outcome(differences, summary);
    }

    /** A difference, and when. */
    private record Line(Duration boot, String text) {}

    private List<String> differences() {
        Map<Alert.Place, Integer> left = new LinkedHashMap<>();
        found.forEach(alert -> left.merge(alert.place(), 1, Integer::sum));
        List<Line> lines = new ArrayList<>();
        for (Alert alert : recorded) {
            if (left.merge(alert.place(), -1, Integer::sum) < 0) {
                lines.add(new Line(alert.place().boot(), "- " + alert.text()));
                left.merge(alert.place(), 1, Integer::sum);
            }
        }
        for (Alert alert : found) {
            if (left.getOrDefault(alert.place(), 0) > 0) {
                lines.add(new Line(alert.place().boot(), "+ " + alert.text()));
                left.merge(alert.place(), -1, Integer::sum);
            }
        }
        lines.sort(Comparator.comparing(Line::boot));
        return lines.stream().map(Line::text).toList();
    }

    /** What the rules told, in order. */
    List<Alert> found() {
        return found;
    }
}
