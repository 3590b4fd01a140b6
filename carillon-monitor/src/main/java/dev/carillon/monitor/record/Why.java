package dev.carillon.monitor.record;

import dev.carillon.config.Printed;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.ToldEvent;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.PeopleEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why an alarm was raised, held and cleared, by which rule, and what was done: from the record. */
public final class Why {
    private static final String RULE_BEGINS = "[rule.";

    private final String wanted;
    private final List<Event> story = new ArrayList<>();
    /** Of each rule and key what was said of a silence last. */
    private final Map<List<Object>, Event> silences = new LinkedHashMap<>();

    private @Nullable Event first;
    private long lastId;
    private boolean isOver;
    private final Set<Long> causes = new TreeSet<>();
    private final Map<Long, Event> causing = new TreeMap<>();

    private String id = "";
    private String rules = "";
    private String rulesThen = "";
    private long between;

    private Why(String wanted) {
        this.wanted = wanted;
    }

    /**
     * The lines for people.
     *
     * @param record a file, or a directory of segments
     * @param alarm its id, {@code too-hot/17}; or the rule's name, for its last alarm
     * @param problems is told what of the record cannot be read
     * @return empty if there is no such alarm in the record
     */
    public static Optional<List<String>> of(Path record, String alarm, Consumer<String> problems) throws IOException {
        Why why = new Why(alarm);
        RecordReader.read(record, why::find, problems);
        if (why.story.isEmpty()) {
            return Optional.empty();
        }
        why.lastId = why.story.stream().mapToLong(Event::id).max().orElse(0);
        RecordReader.read(record, why::gather, problem -> {});
        return Optional.of(why.lines());
    }

    private void find(Event event) {
        if (RulesEvent.is(event)) {
            rules = RulesEvent.text(event);
        } else if (AlarmEvent.is(event) && isWanted(event)) {
            String alarm = event.text("alarm");
            if (!alarm.equals(id)) {
                begin(alarm, event);
            }
            story.add(event);
            isOver = AlarmEvent.isEnd(event);
            if (event.fields().get("causes") instanceof List<?> ids) {
                ids.forEach(cause -> causes.add(cause instanceof Number number ? number.longValue() : 0L));
            }
        } else if (PeopleEvent.is(event)) {
            asked(event);
        } else if (ToldEvent.isAttempt(event) && ToldEvent.alarms(event).contains(id)) {
            story.add(event);
        }
    }

    /** Another alarm: what is silent as it begins belongs to its story. */
    private void begin(String alarm, Event event) {
        id = alarm;
        first = event;
        rulesThen = rules;
        causes.clear();
        story.clear();
        silences.values().stream()
                .filter(silence -> isAbout(silence, event))
                .filter(silence -> PeopleEvent.silence(silence).until().isAfter(event.time()))
                .forEach(story::add);
    }

    private void asked(Event event) {
        boolean isSilence = event.kind().equals(PeopleEvent.SILENCED);
        if (isSilence) {
            silences.put(List.of(event.text("rule"), event.text("key")), event);
        }
        boolean isOfThis = isSilence
                ? !isOver && isAbout(event, first)
                : event.text("alarm").equals(id);
        if (isOfThis) {
            story.add(event);
        }
    }

    private static boolean isAbout(Event silence, @Nullable Event alarm) {
        String key = silence.text("key");
        return alarm != null
                && silence.text("rule").equals(alarm.text("rule"))
                && (key.isEmpty() || key.equals(alarm.text("key")));
    }

    private boolean isWanted(Event event) {
        return wanted.equals(event.text("alarm")) || wanted.equals(event.text("rule"));
    }

    private void gather(Event event) {
        if (causes.contains(event.id())) {
            causing.put(event.id(), event);
        } else if (event.source().equals(source()) && isWithin(event)) {
            between++;
        }
    }

    private boolean isWithin(Event event) {
        return first != null && event.id() > first.id() && event.id() < lastId;
    }

    private String source() {
        return rule().lines()
                .filter(line -> line.startsWith("on = \""))
                .map(line -> line.substring("on = \"".length(), line.length() - 1))
                .findFirst()
                .orElse("");
    }

    /** The rule's part of the rules as they were. */
    private String rule() {
        String begin = RULE_BEGINS + "\"" + story.getFirst().text("rule") + "\"]";
        int from = rulesThen.indexOf(begin);
        if (from < 0) {
            return "";
        }
        int to = rulesThen.indexOf("\n" + RULE_BEGINS, from);
        return to < 0 ? rulesThen.substring(from) : rulesThen.substring(from, to + 1);
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(id + (rule().isEmpty() ? ", of a rule that the record does not have:" : ", by this rule:"));
        rule().lines().forEach(line -> lines.add("    " + line));
        for (Event event : story) {
            lines.add(HistoryLines.text(event));
            if (AlarmEvent.is(event)) {
                because(event, lines);
            }
        }
        if (between > 0) {
            lines.add("beside those, " + between + " events of " + source() + " came while it was so");
        }
        return lines;
    }

    private void because(Event event, List<String> lines) {
        if (!(event.fields().get("causes") instanceof List<?> ids)) {
            return;
        }
        for (Object cause : ids) {
            Event found = cause instanceof Number number ? causing.get(number.longValue()) : null;
            lines.add("    because of " + (found == null ? cause + ", which is not in the record" : shown(found)));
        }
    }

    private static String shown(Event event) {
        return Printed.line(
                event.id() + " " + event.time() + " " + event.source() + " " + event.kind() + " " + event.fields());
    }
}
