package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All rules at work. Events go in, transitions of alarms come out; there is no clock: time is what events and {@link #advance} say,
 * counted since the machine's start, so that a step of the clock on the wall changes nothing and a record gives the same
 * transitions again. What is due before an event is told before it, with the time at which it was due.
 *
 * <p>What an event costs depends on how many rules its source has, and not on what happened before. For one thread.
 */
public final class Rules {
    /** The source of what happens in the monitor itself. */
    public static final String MONITOR = "monitor";

    /** The field of an event of the monitor which says of how many transitions in a row it comes. */
    public static final String DEPTH = "depth";

    /** Events that come of so many are looked at by no rule: one could feed itself for ever. */
    public static final int DEEPEST = 3;

    private static final int MOST_NAMED = 10;

    /** Beyond it nanoseconds are too many for a number. */
    private static final Duration FAR = Duration.ofDays(73_000);

    private final RuleListener listener;
    private final Expressions expressions;
    private final Agenda agenda = new Agenda();
    private final Silences silences = new Silences();
    private final Map<String, Channel> channels = new HashMap<>();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Deque<Event> waiting = new ArrayDeque<>();
    /** Those that have something to tell of what goes wrong, but not yet. */
    private final Set<Rule> complaining = new LinkedHashSet<>();
    /** When the first of them may tell it. */
    private long complaintsDue = Complaint.NEVER;

    private long boot;
    private Instant time;
    private long lastEvent;
    private long lastNumber;
    private int depth;
    private boolean isBusy;
    private long tooDeep;

    /** A source: the rules that look at it, and its newest event. */
    static final class Channel {
        private final List<Rule> rules = new ArrayList<>();
        private long lastBoot = -1;
        private long lastId;

        boolean hasEventWithin(long span, long boot) {
            return lastBoot >= 0 && boot - lastBoot <= span;
        }

        long lastId() {
            return lastId;
        }
    }

    /**
     * Begins without any rule: {@link #replace} puts them in.
     *
     * @param listener is told what they find
     * @param expressions makes conditions of expressions
     * @param boot now, since the machine's start
     * @param time now, by the clock on the wall
     */
    public Rules(RuleListener listener, Expressions expressions, Duration boot, Instant time) {
        this.listener = listener;
        this.expressions = expressions;
        this.boot = boot.toNanos();
        this.time = time;
    }

    // --- events and time ---------------------------------------------------------------------------------------------

    /** Something happened. From within the listener this only takes note of it: it is looked at when the event before is done. */
    public void accept(Event event) {
        waiting.add(event);
        if (!isBusy) {
            drain();
        }
    }

    private void drain() {
        isBusy = true;
        try {
            for (Event next = waiting.poll(); next != null; next = waiting.poll()) {
                handle(next);
            }
        } finally {
            isBusy = false;
            waiting.clear();
        }
    }

    /** Does something else that makes alarms change, and then what came of it. */
    private void work(Runnable work) {
        if (isBusy) {
            throw new IllegalStateException("a listener of rules can only hand them events");
        }
        isBusy = true;
        depth = 0;
        try {
            work.run();
        } finally {
            isBusy = false;
        }
        drain();
    }

    private void handle(Event event) {
        int deep = depthOf(event);
        if (deep >= DEEPEST) {
            tooDeep++;
            return;
        }
        depth = 0;
        pass(event.boot().toNanos(), event.time());
        depth = deep;
        lastEvent = Math.max(lastEvent, event.id());
        Channel channel = channels.get(event.source());
        if (channel == null) {
            return;
        }
        channel.lastBoot = boot;
        channel.lastId = event.id();
        for (Rule rule : channel.rules) {
            rule.accept(event, boot);
        }
    }

    private static int depthOf(Event event) {
        return event.source().equals(MONITOR) && event.fields().get(DEPTH) instanceof Number number
                ? number.intValue()
                : 0;
    }

    /** For the event that is made of a transition which the listener is told of: its field {@link #DEPTH}. */
    public int depth() {
        return depth + 1;
    }

    /** How many events were too deep for any rule. */
    public long tooDeep() {
        return tooDeep;
    }

    /**
     * Time has passed; not to be called by the listener.
     *
     * @param nowBoot now, since the machine's start
     * @param now by the clock on the wall
     */
    public void advance(Duration nowBoot, Instant now) {
        work(() -> pass(nowBoot.toNanos(), now));
    }

    private void pass(long nowBoot, Instant now) {
        if (nowBoot < boot) {
            return; // of a record that is in disorder: its event counts as of now
        }
        boot = nowBoot;
        time = now;
        for (Agenda.Due due = agenda.poll(nowBoot); due != null; due = agenda.poll(nowBoot)) {
            due.alarm().rule().advance(due.alarm(), due.at());
        }
        if (complaintsDue <= nowBoot) {
            complain(nowBoot);
        }
    }

    private void complain(long nowBoot) {
        List<Rule> all = List.copyOf(complaining);
        complaining.clear();
        complaintsDue = Complaint.NEVER;
        for (Rule rule : all) {
            rule.complainIfDue(nowBoot);
            complainLater(rule);
        }
    }

    /** A rule has more to tell of what goes wrong, when it is time. */
    void complainLater(Rule rule) {
        long due = rule.complaintsDue();
        if (due != Complaint.NEVER && rules.get(rule.name()) == rule) {
            complaining.add(rule);
            complaintsDue = Math.min(complaintsDue, due);
        }
    }

    /** When something happens by itself, since the machine's start: not before that {@link #advance} has to be called. */
    public Optional<Duration> next() {
        long next = Math.min(agenda.next(), complaintsDue);
        return next == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(next));
    }

    // --- rules -------------------------------------------------------------------------------------------------------

    /**
     * Puts other rules in place of all: those that are equal go on, with their windows and alarms. An alarm of one that has changed
     * stays raised until its new condition is known to be over; that of one that is gone is cleared.
     */
    public void replace(List<RuleSettings> settings) {
        work(() -> exchange(settings));
    }

    private void exchange(List<RuleSettings> settings) {
        Map<String, Rule> former = new LinkedHashMap<>(rules);
        rules.clear();
        channels.values().forEach(channel -> channel.rules.clear());
        for (RuleSettings one : settings) {
            Rule old = former.get(one.name());
            if (old != null && old.settings().equals(one)) {
                former.remove(one.name());
                add(old);
            } else {
                begin(one);
            }
        }
        former.forEach((name, old) -> end(old, rules.get(name)));
        complaining.retainAll(rules.values());
        channels.keySet().removeIf(source -> !isUsed(source));
    }

    private boolean isUsed(String source) {
        return rules.values().stream()
                .map(rule -> rule.settings().selection())
                .anyMatch(selection -> selection.source().equals(source)
                        || selection
                                .near()
                                .filter(near -> near.source().equals(source))
                                .isPresent());
    }

    private void begin(RuleSettings settings) {
        Channel near = settings.selection()
                .near()
                .map(other -> channel(other.source()))
                .orElse(null);
        Rule rule = new Rule(settings, this, near, expressions);
        add(rule);
        rule.begin(boot);
    }

    private void add(Rule rule) {
        rules.put(rule.name(), rule);
        channel(rule.settings().selection().source()).rules.add(rule);
    }

    private Channel channel(String source) {
        return channels.computeIfAbsent(source, name -> new Channel());
    }

    private void end(Rule old, @Nullable Rule changed) {
        for (Alarm alarm : old.alarms().toList()) {
            if (changed == null || !isKept(alarm, changed)) {
                alarm.remove(boot);
            }
        }
    }

    private boolean isKept(Alarm alarm, Rule changed) {
        Optional<Standing> standing = alarm.standing(boot);
        if (standing.isEmpty() || !changed.resume(standing.get(), boot)) {
            return false;
        }
        alarm.forget();
        changed.recheck(alarm, boot);
        return true;
    }

    /**
     * Goes on with what was before a restart. What was silent then and is not any more is told, and alarms of rules that are no more
     * are told as cleared.
     */
    public void resume(Carried carried) {
        carried.silences().forEach(this::silence);
        work(() -> carried.alarms().forEach(this::resume));
    }

    /** An alarm that is gone on with was told last then: from there on it counts when it is told again. */
    public void toldAt(String rule, String key, Duration then) {
        work(() -> raised(rule, key).forEach(alarm -> alarm.toldAt(then.toNanos(), boot)));
    }

    private void resume(Standing standing) {
        Rule rule = rules.get(standing.rule());
        if (rule != null && rule.resume(standing, boot)) {
            return;
        }
        Standing.Heard heard = standing.heard();
        boolean isHeard = heard.state() != AlarmState.CLEAR;
        boolean isOfThis = heard.alarm().equals(standing.alarm());
        if (standing.state() != AlarmState.CLEAR) {
            listener.changed(cleared(standing, standing.alarm(), standing.state()), !(isHeard && isOfThis));
        }
        if (isHeard && (!isOfThis || standing.state() == AlarmState.CLEAR)) {
            listener.changed(cleared(standing, heard.alarm(), heard.state()), false);
        }
    }

    private Transition cleared(Standing standing, String alarm, AlarmState from) {
        return new Transition(
                alarm,
                standing.rule(),
                standing.key(),
                from,
                AlarmState.CLEAR,
                standing.severity(),
                Duration.ofNanos(boot),
                time,
                List.of(),
                "over: the rule is no more: " + standing.message());
    }

    /** What {@link #resume} takes. */
    public Carried carried() {
        List<Standing> all = alarms().map(alarm -> alarm.standing(boot))
                .flatMap(Optional::stream)
                .toList();
        return new Carried(all, silences());
    }

    // --- people ------------------------------------------------------------------------------------------------------

    /**
     * The alarm with an id, or the only one of a rule.
     *
     * @throws NoSuchElementException if there is none, with the ids of those that are raised
     */
    public Standing raised(String alarm) {
        List<Standing> all = standing();
        Optional<Standing> one =
                all.stream().filter(standing -> standing.alarm().equals(alarm)).findFirst();
        if (one.isPresent()) {
            return one.get();
        }
        List<Standing> ofRule =
                all.stream().filter(standing -> standing.rule().equals(alarm)).toList();
        if (ofRule.size() == 1) {
            return ofRule.getFirst();
        }
        throw new NoSuchElementException(
                ofRule.isEmpty()
                        ? "no alarm " + alarm + " is raised; " + (all.isEmpty() ? "none is" : "raised are " + ids(all))
                        : "rule " + alarm + " has " + ofRule.size() + " alarms raised, say which: " + ids(ofRule));
    }

    private static String ids(List<Standing> alarms) {
        String some = alarms.stream().limit(MOST_NAMED).map(Standing::alarm).collect(Collectors.joining(", "));
        return alarms.size() > MOST_NAMED ? some + " and " + (alarms.size() - MOST_NAMED) + " more" : some;
    }

    /** Somebody sees to an alarm of a rule: it is not told again until then. If it stays only for that, it is cleared. */
    void acknowledge(String rule, String key, Acknowledgement acknowledgement) {
        work(() -> raised(rule, key).forEach(alarm -> {
            alarm.acknowledge(acknowledgement, boot);
            alarm.rule().placed(alarm);
        }));
    }

    private List<Alarm> raised(String rule, String key) {
        Rule found = rules.get(rule);
        return found == null
                ? List.of()
                : found.alarms()
                        .filter(alarm -> alarm.key().equals(key) && !alarm.isToldAs(AlarmState.CLEAR))
                        .toList();
    }

    /**
     * Whether a rule can be silenced.
     *
     * @throws NoSuchElementException if there is no such rule
     * @throws IllegalStateException if there are too many silences
     */
    public void checkSilence(String rule, String key) {
        if (!rules.containsKey(rule)) {
            throw new NoSuchElementException("no rule is named " + rule);
        }
        if (!silences.hasRoom(rule, key, boot)) {
            throw new IllegalStateException("there are " + Silences.MOST + " silences already: end some");
        }
    }

    /** What changes until then is muted, and told at the end if it is still so. One that is over ends that which there is. */
    void silence(Silence silence) {
        silences.set(silence, boot(silence.until()), boot);
        Rule found = rules.get(silence.rule());
        if (found == null) {
            return;
        }
        work(() -> {
            for (Alarm alarm : found.alarms().toList()) {
                alarm.silence(silences.until(silence.rule(), alarm.key()), boot);
                found.placed(alarm);
            }
        });
    }

    // --- what is shown -----------------------------------------------------------------------------------------------

    /** The alarms that are raised or flapping, in the order of the rules. */
    public List<Standing> standing() {
        return carried().alarms().stream()
                .filter(standing -> standing.state() != AlarmState.CLEAR)
                .toList();
    }

    /** The silences that have not ended, in the order of the rules' names. */
    public List<Silence> silences() {
        return silences.all(boot)
                .sorted(Comparator.comparing(Silence::rule).thenComparing(Silence::key))
                .toList();
    }

    private Stream<Alarm> alarms() {
        return rules.values().stream().flatMap(Rule::alarms);
    }

    /** What each rule has done, by name. */
    public Map<String, RuleFigures> figures() {
        Map<String, RuleFigures> figures = new LinkedHashMap<>();
        rules.forEach((name, rule) -> figures.put(name, rule.figures()));
        return figures;
    }

    // --- what rules ask ----------------------------------------------------------------------------------------------

    RuleListener listener() {
        return listener;
    }

    Agenda agenda() {
        return agenda;
    }

    long silentUntil(String rule, String key) {
        return silences.until(rule, key);
    }

    /** Never used before, also not by a former run: there are not more alarms than events, for each that is raised is one. */
    long newNumber() {
        lastNumber = Math.max(lastNumber + 1, lastEvent);
        return lastNumber;
    }

    /** When the clock on the wall will show a time, if nobody sets it, since the machine's start. */
    long boot(Instant wall) {
        Duration left = Duration.between(time, wall);
        boolean isFar = left.abs().compareTo(FAR) > 0;
        return isFar ? (left.isNegative() ? 0 : Long.MAX_VALUE) : boot + left.toNanos();
    }

    /** What the clock on the wall showed at a time since the machine's start. */
    Instant wall(long at) {
        return time.plusNanos(at - boot);
    }
}
