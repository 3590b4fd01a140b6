package dev.carillon.monitor.rule;

import com.google.re2j.Pattern;
import dev.carillon.monitor.Event;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A rule at work: picks its events, and hands each to the alarm that it is for. */
final class Rule {
    private static final String ONLY = "";

    private final RuleSettings settings;
    private final Selection selection;
    private final Rules rules;
    private final Message message;
    private final @Nullable Pattern match;
    private final Expressions.@Nullable Expression when;
    private final @Nullable Pattern clearMatch;
    private final Expressions.@Nullable Expression clearWhen;
    private final Rules.@Nullable Channel near;
    private final long nearSpan;
    private final boolean needsNumber;
    private final long hold;
    private final long clearFor;
    private final Keys keys;

    private long passed;
    private long unfit;
    private final Complaint failed = new Complaint();
    private String lastFailure = "";

    Rule(RuleSettings settings, Rules rules, Rules.@Nullable Channel near, Expressions expressions) {
        this.settings = settings;
        this.rules = rules;
        this.near = near;
        selection = settings.selection();
        message = new Message(settings);
        match = pattern(selection.match());
        when = selection.when().map(expressions::compile).orElse(null);
        Optional<Condition.Occurrence> occurrence =
                settings.condition() instanceof Condition.Occurrence some ? Optional.of(some) : Optional.empty();
        clearMatch = pattern(occurrence.flatMap(Condition.Occurrence::clearMatch));
        clearWhen = occurrence
                .flatMap(Condition.Occurrence::clearWhen)
                .map(expressions::compile)
                .orElse(null);
        nearSpan = selection.near().map(other -> other.in().toNanos()).orElse(0L);
        needsNumber =
                settings.condition() instanceof Condition.Threshold threshold && threshold.measure() != Measure.COUNT;
        hold = settings.holding().hold().toNanos();
        clearFor = settings.holding().clearFor().toNanos();
        keys = new Keys(selection.by().map(Selection.By::most).orElse(1));
    }

    private static @Nullable Pattern pattern(Optional<String> expression) {
        return expression.map(Pattern::compile).orElse(null);
    }

    /** Begins: what has no keys is looked at from now on, so that its absence is seen. */
    void begin(long boot) {
        if (selection.by().isEmpty()) {
            keys.place(new Alarm(this, ONLY, boot));
        }
    }

    /** Goes on with an alarm; not where there is no room for it. */
    boolean resume(Standing standing, long boot) {
        Alarm alarm = keys.find(standing.key());
        if (alarm == null && selection.by().isPresent() && keys.makeRoom(boot)) {
            alarm = new Alarm(this, standing.key(), boot);
        }
        if (alarm == null) {
            return false;
        }
        alarm.resume(standing, boot);
        keys.place(alarm);
        return true;
    }

    // --- events ------------------------------------------------------------------------------------------------------

    void accept(Event event, long boot) {
        if (selection.kind().isPresent() && !selection.kind().get().equals(event.kind())) {
            return;
        }
        if (ends(event, boot)) {
            end(event, boot);
            return;
        }
        if (!isSelected(event, boot)) {
            return;
        }
        if (needsNumber && !Double.isFinite(selection.field().number(event))) {
            unfit++;
            return;
        }
        Alarm alarm = alarm(event, boot);
        if (alarm == null
                || selection.changed() && !alarm.isChange(selection.field().of(event))) {
            return;
        }
        passed++;
        alarm.accept(event, boot);
        keys.place(alarm);
    }

    /** What costs least is asked first. */
    private boolean isSelected(Event event, long boot) {
        return (near == null || near.hasEventWithin(nearSpan, boot))
                && matches(match, event)
                && (when == null || isTrue(when, event, boot));
    }

    private boolean ends(Event event, long boot) {
        return clearMatch != null && matches(clearMatch, event) || clearWhen != null && isTrue(clearWhen, event, boot);
    }

    /** One that fails says nothing of an alarm; that it does is told. */
    private boolean isTrue(Expressions.Expression expression, Event event, long boot) {
        return expression.test(event, why -> {
            lastFailure = why;
            failed.add(boot);
            complain(boot);
        });
    }

    private void end(Event event, long boot) {
        String key = key(event);
        Alarm alarm = key == null ? null : keys.find(key);
        if (alarm != null) {
            alarm.end(event, boot);
            keys.place(alarm);
        }
    }

    private boolean matches(@Nullable Pattern pattern, Event event) {
        if (pattern == null) {
            return true;
        }
        Object value = selection.field().of(event);
        return value != null && pattern.matcher(value.toString()).find();
    }

    private @Nullable String key(Event event) {
        if (selection.by().isEmpty()) {
            return ONLY;
        }
        Object key = selection.by().get().field().of(event);
        return key == null ? null : KeyText.of(key);
    }

    private @Nullable Alarm alarm(Event event, long boot) {
        String key = key(event);
        if (key == null) {
            unfit++;
            return null;
        }
        Alarm alarm = keys.find(key);
        if (alarm != null) {
            return alarm;
        }
        boolean isFull = !keys.makeRoom(boot);
        complain(boot);
        return isFull ? null : new Alarm(this, key, boot);
    }

    /** Tells what goes wrong, as far as it is time to. */
    private void complain(long boot) {
        boolean hasLeft = keys.left().take(boot);
        boolean hasRefused = keys.refused().take(boot);
        if (hasLeft || hasRefused) {
            rules.listener()
                    .overflowed(
                            settings.name(), keys.left().count(), keys.refused().count());
        }
        if (failed.take(boot)) {
            rules.listener().failed(settings.name(), failed.count(), lastFailure);
        }
        if (complaintsDue() != Complaint.NEVER) {
            rules.complainLater(this);
        }
    }

    /** When there is something to tell of what goes wrong. */
    long complaintsDue() {
        return Math.min(failed.due(), Math.min(keys.left().due(), keys.refused().due()));
    }

    /** The time for that has come. */
    void complainIfDue(long boot) {
        if (complaintsDue() <= boot) {
            complain(boot);
        }
    }

    /** The time of one of its alarms has come. */
    void advance(Alarm alarm, long boot) {
        alarm.advance(boot);
        keys.place(alarm);
    }

    /** One of its alarms may have come to rest, or out of it. */
    void placed(Alarm alarm) {
        keys.place(alarm);
    }

    Stream<Alarm> alarms() {
        return keys.all();
    }

    /** For the rule as it stands anew in the file: its newest event, where the condition is about that alone. */
    void recheck(Alarm former, long boot) {
        Event newest = former.newest();
        boolean isOfNewest =
                settings.condition() instanceof Condition.Threshold threshold && threshold.measure() == Measure.VALUE;
        Alarm alarm = keys.find(former.key());
        if (newest != null && isOfNewest && alarm != null && !selection.changed()) {
            accept(newest, boot);
        }
    }

    RuleFigures figures() {
        long alarms = alarms().filter(alarm -> !alarm.isAtRest()).count();
        return new RuleFigures(
                passed, unfit, alarms, keys.left().count(), keys.refused().count(), failed.count());
    }

    // --- what alarms ask ---------------------------------------------------------------------------------------------

    void tell(Transition transition, boolean muted) {
        rules.listener().changed(withNear(transition), muted);
    }

    /** The other source's event is a cause, too. */
    private Transition withNear(Transition transition) {
        if (near == null || transition.to() == AlarmState.CLEAR || near.lastId() == 0) {
            return transition;
        }
        List<Long> causes = Stream.concat(Stream.of(near.lastId()), transition.causes().stream())
                .toList();
        return new Transition(
                transition.alarm(),
                transition.rule(),
                transition.key(),
                transition.from(),
                transition.to(),
                transition.severity(),
                transition.boot(),
                transition.time(),
                causes,
                transition.message());
    }

    String newId() {
        return settings.name() + "/" + rules.newNumber();
    }

    RuleSettings settings() {
        return settings;
    }

    String name() {
        return settings.name();
    }

    long hold() {
        return hold;
    }

    long clearFor() {
        return clearFor;
    }

    Message message() {
        return message;
    }

    Agenda agenda() {
        return rules.agenda();
    }

    Rules clock() {
        return rules;
    }
}
