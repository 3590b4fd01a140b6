package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One alarm: that of a rule, or of a key of it. Goes from rest to raised when its trigger says so for long enough, and back:
 *
 * <pre>
 *   REST --&gt; PENDING --&gt; RAISED --&gt; CLEARING --&gt; REST
 *     &lt;---------+           &lt;------------+ |
 *                                          +--&gt; LATCHED --&gt; REST (when acknowledged)
 * </pre>
 */
final class Alarm {
    private static final long NEVER = Long.MAX_VALUE;

    /** How it stands, whatever is told of it. */
    private enum Phase {
        /** All is well. */
        REST,
        /** Its condition is met, but not for long enough yet. */
        PENDING,
        /** It is raised. */
        RAISED,
        /** It is raised; its condition is over, but not for long enough yet. */
        CLEARING,
        /** It is raised; its condition is over, but nobody has acknowledged it. */
        LATCHED
    }

    private final Rule rule;
    private final String key;
    private final Agenda.Entry entry;
    private final Trigger trigger;
    private final Causes causes = new Causes();
    private final Changes changes;

    private Phase phase = Phase.REST;
    /** When the phase ends by itself. */
    private long until = NEVER;
    /** Before this, a trigger that began anew does not know that it is over. */
    private long knowsFrom;

    /** Nothing has happened since it was gone on with: its words are those of then. */
    private boolean isAsItWas;

    private @Nullable Event newest;
    private @Nullable Object former;

    private String id = "";
    /** The state and message that were told last. */
    private AlarmState told = AlarmState.CLEAR;

    private String message = "";
    /** Since when there is an alarm with this id, by both clocks. */
    private long since;

    private Instant sinceWall = Instant.EPOCH;
    private long repeatAt = NEVER;
    private @Nullable Acknowledgement acknowledgement;
    private long ackedUntil;

    /** What was told last with actions, for when a silence ends. */
    private AlarmState heard = AlarmState.CLEAR;

    private String heardId = "";
    private long silentUntil;

    Alarm(Rule rule, String key, long boot) {
        this.rule = rule;
        this.key = key;
        entry = rule.agenda().entry(this);
        trigger = Trigger.of(
                rule.settings().condition(), rule.settings().selection().field(), boot);
        changes = new Changes(rule.settings().telling().flapping());
        silentUntil = rule.clock().silentUntil(rule.name(), key);
        schedule(boot);
    }

    /** Goes on with one of before a restart, or of the rule as it was: raised until its condition is known to be over. */
    void resume(Standing standing, long boot) {
        id = standing.alarm();
        told = standing.state();
        isAsItWas = true;
        heard = standing.heard().state();
        heardId = standing.heard().alarm();
        since = standing.boot().toNanos();
        sinceWall = standing.time();
        message = standing.message();
        standing.acknowledged().ifPresent(this::take);
        if (told != AlarmState.CLEAR) {
            phase = Phase.RAISED;
            knowsFrom = boot + trigger.memory();
        }
        if (told == AlarmState.FLAPPING) {
            changes.resume(boot);
        }
        planRepeat(boot);
        catchUpIfDue(boot);
        schedule(boot);
    }

    /** It was told last then, which is before it was gone on with. */
    void toldAt(long then, long boot) {
        planRepeat(then);
        schedule(boot);
    }

    Rule rule() {
        return rule;
    }

    String key() {
        return key;
    }

    String id() {
        return id;
    }

    /** Whether nothing is lost of it when it is forgotten, but for what it has counted so far. */
    boolean isAtRest() {
        return phase == Phase.REST && told == AlarmState.CLEAR && heard == AlarmState.CLEAR;
    }

    /** Whether it stands otherwise than actions know, because it was silent. */
    boolean isUnheard() {
        return heard != told || told != AlarmState.CLEAR && !heardId.equals(id);
    }

    void forget() {
        rule.agenda().set(entry, NEVER);
    }

    /** How it is, if anybody has to know of it. */
    Optional<Standing> standing(long boot) {
        return told == AlarmState.CLEAR && heard == AlarmState.CLEAR
                ? Optional.empty()
                : Optional.of(new Standing(
                        id,
                        rule.name(),
                        key,
                        told,
                        rule.settings().telling().severity(),
                        Duration.ofNanos(since),
                        sinceWall,
                        message,
                        ackedUntil > boot ? Optional.ofNullable(acknowledgement) : Optional.empty(),
                        new Standing.Heard(heard, heardId)));
    }

    boolean isToldAs(AlarmState state) {
        return told == state;
    }

    @Nullable
    Event newest() {
        return newest;
    }

    // --- what happens ------------------------------------------------------------------------------------------------

    /** Whether a field is another than in the event before; the first one is not. */
    boolean isChange(@Nullable Object value) {
        boolean isChange = former != null && !former.equals(value);
        former = value;
        return isChange;
    }

    void accept(Event event, long boot) {
        newest = event;
        isAsItWas = false;
        causes.add(event.id());
        trigger.accept(event, boot);
        settle(boot);
        schedule(boot);
    }

    /** An event says that it is over. */
    void end(Event event, long boot) {
        newest = event;
        isAsItWas = false;
        causes.add(event.id());
        trigger.end();
        settle(boot);
        schedule(boot);
    }

    /** Its time has come. */
    void advance(long boot) {
        trigger.advance(boot);
        settle(boot);
        if (boot >= changes.calm()) {
            changes.calmed();
            tell(isRaised() ? AlarmState.RAISED : AlarmState.CLEAR, boot);
        }
        catchUpIfDue(boot);
        if (boot >= repeatAt) {
            tell(told, boot);
        }
        schedule(boot);
    }

    /** Somebody has taken it on: it is not told again until then, but for its end. */
    void acknowledge(Acknowledgement by, long boot) {
        take(by);
        if (phase == Phase.LATCHED) {
            clear(boot);
        }
        planRepeat(boot);
        catchUpIfDue(boot);
        schedule(boot);
    }

    private void take(Acknowledgement by) {
        acknowledgement = by;
        ackedUntil = by.until().map(rule.clock()::boot).orElse(NEVER);
    }

    void silence(long untilBoot, long boot) {
        silentUntil = untilBoot;
        catchUpIfDue(boot);
        schedule(boot);
    }

    /** Its rule is gone. Who heard of it hears of its end, silence or not. */
    void remove(long boot) {
        if (heard != AlarmState.CLEAR && heardId.equals(id)) {
            silentUntil = 0;
        }
        if (told != AlarmState.CLEAR) {
            changes.calmed();
            phase = Phase.REST;
            tell(AlarmState.CLEAR, boot, "over: the rule is no more: " + message, List.of());
        }
        if (isUnheard()) {
            catchUp(boot);
        }
        forget();
    }

    private void schedule(long boot) {
        long due = Math.min(trigger.due(), Math.min(until, Math.min(changes.calm(), repeatAt)));
        if (isUnheard()) {
            due = Math.min(due, quietUntil());
        }
        if (isRaised() && knowsFrom > boot) {
            due = Math.min(due, knowsFrom);
        }
        rule.agenda().set(entry, due);
    }

    private boolean isRaised() {
        return phase == Phase.RAISED || phase == Phase.CLEARING || phase == Phase.LATCHED;
    }

    // --- phases ------------------------------------------------------------------------------------------------------

    /** Lets the phase follow the trigger; of what takes no time, two follow at once. */
    private void settle(long boot) {
        switch (phase) {
            case REST -> {
                if (trigger.raises()) {
                    causes.begin();
                    become(Phase.PENDING, boot + rule.hold());
                    settlePending(boot);
                }
            }
            case PENDING -> settlePending(boot);
            case RAISED -> {
                if (isOver(boot)) {
                    become(Phase.CLEARING, boot + rule.clearFor());
                    settleClearing(boot);
                }
            }
            case CLEARING -> settleClearing(boot);
            case LATCHED -> {
                if (trigger.raises()) {
                    become(Phase.RAISED, NEVER);
                }
            }
        }
    }

    private void settlePending(long boot) {
        if (!trigger.raises()) {
            become(Phase.REST, NEVER);
        } else if (boot >= until) {
            become(Phase.RAISED, NEVER);
            if (told == AlarmState.CLEAR) { // what is flapping stays the same alarm
                id = rule.newId();
                since = boot;
                sinceWall = rule.clock().wall(boot);
            }
            change(AlarmState.RAISED, boot);
        }
    }

    private void settleClearing(long boot) {
        if (!isOver(boot)) {
            become(Phase.RAISED, NEVER);
        } else if (boot < until) {
            return;
        } else if (rule.settings().holding().untilAck() && ackedUntil <= boot) {
            become(Phase.LATCHED, NEVER);
        } else {
            clear(boot);
        }
    }

    private boolean isOver(long boot) {
        return boot >= knowsFrom && trigger.clears();
    }

    private void clear(long boot) {
        become(Phase.REST, NEVER);
        change(AlarmState.CLEAR, boot);
    }

    private void become(Phase next, long ends) {
        phase = next;
        until = ends;
    }

    // --- what is told ------------------------------------------------------------------------------------------------

    private void change(AlarmState to, long boot) {
        boolean wasFlapping = changes.isFlapping();
        boolean isFlapping = changes.add(boot);
        if (!isFlapping || !wasFlapping) {
            tell(isFlapping ? AlarmState.FLAPPING : to, boot);
        }
    }

    private void tell(AlarmState to, long boot) {
        tell(to, boot, words(to), isRaised() ? causes.raising(trigger.looksAt()) : causes.clearing());
    }

    private String words(AlarmState to) {
        if (isAsItWas && to != AlarmState.CLEAR) {
            return message;
        }
        Message words = rule.message();
        String now =
                isRaised() ? words.raised(key, newest, trigger.number()) : words.cleared(key, newest, trigger.number());
        return to == AlarmState.FLAPPING ? words.flapping(now) : now;
    }

    private void tell(AlarmState to, long boot, String text, List<Long> why) {
        AlarmState from = told;
        told = to;
        message = text;
        boolean muted = isMuted(to, boot);
        if (to == AlarmState.CLEAR) {
            ackedUntil = 0;
        }
        if (!muted) {
            heard = to;
            heardId = id;
        }
        planRepeat(boot);
        rule.tell(transition(id, from, to, boot, why), muted);
    }

    /** In a silence; while somebody sees to it, but for its end; and the end of what nobody has heard of. */
    private boolean isMuted(AlarmState to, long boot) {
        boolean isEnd = to == AlarmState.CLEAR;
        return boot < silentUntil || !isEnd && boot < ackedUntil || isEnd && heard == AlarmState.CLEAR;
    }

    private void planRepeat(long boot) {
        long repeat = rule.settings().telling().repeat().toNanos();
        boolean isWanted = repeat > 0 && told == AlarmState.RAISED && ackedUntil != NEVER;
        repeatAt = isWanted ? Math.max(boot + repeat, ackedUntil) : NEVER;
    }

    /** Until when what has come meanwhile is not told. */
    private long quietUntil() {
        return told == AlarmState.CLEAR ? silentUntil : Math.max(silentUntil, ackedUntil);
    }

    private void catchUpIfDue(long boot) {
        if (boot >= silentUntil) {
            silentUntil = 0;
        }
        if (isUnheard() && boot >= quietUntil()) {
            catchUp(boot);
        }
    }

    /** After a silence: what has come meanwhile and is still so, and the end of what is over. */
    private void catchUp(long boot) {
        boolean isAnother = heard != AlarmState.CLEAR && told != AlarmState.CLEAR && !heardId.equals(id);
        if (isAnother) {
            rule.tell(transition(heardId, heard, AlarmState.CLEAR, boot, causes.clearing()), false);
            heard = AlarmState.CLEAR;
        }
        if (heard != told) {
            String of = told == AlarmState.CLEAR ? heardId : id;
            rule.tell(transition(of, heard, told, boot, causes.clearing()), false);
        }
        heard = told;
        heardId = id;
    }

    private Transition transition(String of, AlarmState from, AlarmState to, long boot, List<Long> why) {
        return new Transition(
                of,
                rule.name(),
                key,
                from,
                to,
                rule.settings().telling().severity(),
                Duration.ofNanos(boot),
                rule.clock().wall(boot),
                why,
                message);
    }
}
