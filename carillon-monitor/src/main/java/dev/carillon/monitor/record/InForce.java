package dev.carillon.monitor.record;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Standing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was said before and is so still: the rules, alarms that are raised, what people have asked. Each segment of a record begins
 * with copies of those events, so that it can be read when the segments before it are gone. A copy has the number of its event.
 */
final class InForce {
    /** In a copy, when the event was. */
    private static final String AGAIN = "again";

    /** In the copy of the rules, how much of the rest there was no room for. */
    private static final String LEFT_OUT = "leftOut";

    private final Map<List<Object>, List<Event>> alarms = new LinkedHashMap<>();
    private final Map<List<Object>, Event> people = new LinkedHashMap<>();
    private @Nullable Event rules;

    /** Whether it stands at a segment's beginning for an event of an earlier one. */
    static boolean isCopy(Event event) {
        return event.fields().containsKey(AGAIN);
    }

    /** A copy with the time that its event had. */
    static Event atItsTime(Event copy) {
        try {
            Instant time = Instant.parse(copy.text(AGAIN));
            return new Event(copy.id(), copy.boot(), time, copy.source(), copy.kind(), copy.fields());
        } catch (DateTimeException e) {
            return copy;
        }
    }

    /** Of how many events a segment's beginning has no copies, as a copy in it says. */
    static long leftOut(Event copy) {
        return copy.fields().get(LEFT_OUT) instanceof Number number ? number.longValue() : 0;
    }

    /** Something is written down. */
    void accept(Event event) {
        if (RulesEvent.is(event)) {
            rules = event;
        } else if (AlarmEvent.is(event)) {
            changed(event);
        } else if (PeopleEvent.is(event)) {
            boolean isOfAlarm = event.kind().equals(PeopleEvent.ACKNOWLEDGED);
            people.put(List.of(event.kind(), isOfAlarm ? event.text("alarm") : place(event)), event);
        }
    }

    private void changed(Event event) {
        if (AlarmEvent.isEnd(event)) {
            alarms.remove(place(event));
            people.remove(List.of(PeopleEvent.ACKNOWLEDGED, event.text("alarm")));
            return;
        }
        Event first = alarms.getOrDefault(place(event), List.of(event)).getFirst();
        boolean isSame = first != event && first.text("alarm").equals(event.text("alarm"));
        alarms.put(place(event), isSame ? List.of(first, event) : List.of(event));
    }

    private static List<Object> place(Event event) {
        return List.of(event.text("rule"), event.text("key"));
    }

    /** The lines that a segment begins with whose first event is this: the rules, and of the rest what so many bytes hold. */
    List<String> lines(Event next, long bytes) {
        people.values().removeIf(asked -> isOver(asked, next.time()));
        List<Event> all = new ArrayList<>(people.values());
        alarms.values().forEach(all::addAll);
        List<Event> chosen = new ArrayList<>();
        long left = bytes;
        for (Event event : all) {
            left -= EventLine.text(event).length();
            if (left < 0) {
                break;
            }
            chosen.add(copy(event, next));
        }
        chosen.sort(Comparator.comparingLong(Event::id));
        if (rules != null) {
            Event copy = copy(rules, next);
            copy.fields().put(LEFT_OUT, all.size() - chosen.size());
            chosen.addFirst(copy);
        }
        return chosen.stream().map(EventLine::text).toList();
    }

    /** The alarms of copies, as they were then. */
    static List<Standing> alarms(List<Event> copies) {
        Map<List<Object>, Event> first = new LinkedHashMap<>();
        Map<List<Object>, Standing> alarms = new LinkedHashMap<>();
        for (Event copy : copies) {
            if (AlarmEvent.is(copy)) {
                alarms.put(place(copy), standing(first.computeIfAbsent(place(copy), place -> copy), copy));
            }
        }
        return List.copyOf(alarms.values());
    }

    /** When an alarm was told last, of those that come later. */
    static void told(Event copy, Rules rules) {
        rules.toldAt(copy.text("rule"), copy.text("key"), AlarmEvent.at(copy));
    }

    private static Standing standing(Event first, Event last) {
        AlarmState state = AlarmEvent.isFlapping(last) ? AlarmState.FLAPPING : AlarmState.RAISED;
        String alarm = last.text("alarm");
        return new Standing(
                alarm,
                last.text("rule"),
                last.text("key"),
                state,
                Severity.WARNING, // that of the rule is taken
                AlarmEvent.at(first),
                first.time(),
                last.text("message"),
                Optional.empty(),
                AlarmEvent.isMuted(last) ? Standing.Heard.NOTHING : new Standing.Heard(state, alarm));
    }

    private static boolean isOver(Event asked, Instant now) {
        return asked.kind().equals(PeopleEvent.SILENCED)
                ? !PeopleEvent.silence(asked).until().isAfter(now)
                : PeopleEvent.acknowledgement(asked)
                        .until()
                        .filter(until -> !until.isAfter(now))
                        .isPresent();
    }

    private static Event copy(Event event, Event next) {
        Map<String, Object> fields = new LinkedHashMap<>(event.fields());
        fields.putIfAbsent(AGAIN, event.time().toString());
        return new Event(event.id(), next.boot(), next.time(), event.source(), event.kind(), fields);
    }
}
