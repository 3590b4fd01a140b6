package dev.carillon.monitor.record;

import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.source.Extraction;
import dev.carillon.monitor.source.SourceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the cases that stand in a file, in virtual time. */
public final class TestRun {
    private final List<SourceSettings> sources;
    private final Replay replay;
    private long events;

    private TestRun(List<SourceSettings> sources, List<RuleSettings> rules, Expressions expressions) {
        this.sources = sources;
        this.replay = new Replay(Optional.of(rules), expressions);
    }

    /** In what what is told differs from what ought to be: with a minus what is missing, with a plus what is too much. */
    public static List<String> differences(
            List<SourceSettings> sources, List<RuleSettings> rules, TestCase test, Expressions expressions) {
        return new TestRun(sources, rules, expressions).run(test);
    }

    private List<String> run(TestCase test) {
        happen(Duration.ZERO, Rules.MONITOR, "test", Map.of());
        Duration end = test.until();
        for (TestCase.Happening happening : test.happenings()) {
            happen(happening.at(), happening.source(), happening.kind(), fields(happening));
            end = end.compareTo(happening.at()) > 0 ? end : happening.at();
        }
        happen(end, Rules.MONITOR, "test", Map.of());
        replay.end();
        return compare(test.alarms(), replay.found().stream().map(TestRun::text).toList());
    }

    private void happen(Duration at, String source, String kind, Map<String, Object> fields) {
        events++;
        replay.accept(new Event(events, at, Instant.EPOCH.plus(at), source, kind, fields));
    }

    private Map<String, Object> fields(TestCase.Happening happening) {
        if (happening.line().isEmpty()) {
            return happening.fields();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("line", happening.line().get());
        for (SourceSettings source : sources) {
            if (source.name().equals(happening.source())) {
                new Extraction(source.value()).add(happening.line().get(), fields);
            }
        }
        return fields;
    }

    private static String text(Alert alert) {
        Alert.Place place = alert.place();
        String key = place.key().isEmpty() ? "" : " " + place.key();
        return SpanOfTime.text(place.boot()) + " " + place.kind() + " " + place.rule() + key;
    }

    private static List<String> compare(List<String> expected, List<String> found) {
        List<String> missing = new ArrayList<>(expected);
        List<String> tooMuch = new ArrayList<>();
        for (String one : found) {
            if (!missing.remove(one)) {
                tooMuch.add("+ " + one);
            }
        }
        List<String> differences = new ArrayList<>();
        missing.forEach(one -> differences.add("- " + one));
        differences.addAll(tooMuch);
        return differences;
    }
}
