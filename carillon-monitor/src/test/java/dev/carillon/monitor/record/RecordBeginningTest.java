package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.RuleListener;
import dev.carillon.monitor.rule.RuleText;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Transition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record whose oldest segments are gone can be read as well. */
class RecordBeginningTest {
    private static final Instant START = Instant.parse("2026-03-29T00:00:00Z");
    private static final RecordSettings SMALL =
            new RecordSettings(8000, Duration.ofDays(1), 40_000, Duration.ofDays(1), Duration.ofSeconds(1), 1 << 16);
    private static final String TEXT = """
        [rule.big]
        on = "boiler"
        above = 80
        repeat = "10 s"
        [rule.quiet]
        on = "boiler"
        above = 80
        """;

    @TempDir
    private Path directory;

    private final List<Event> recorded = new ArrayList<>();

    private Event add(String source, String kind, Map<String, Object> fields) {
        int id = recorded.size() + 1;
        Event event = new Event(id, Duration.ofSeconds(id), START.plusSeconds(id), source, kind, fields);
        recorded.add(event);
        return event;
    }

    /** As a monitor does it. */
    private void run() throws Exception {
        run(SMALL);
    }

    private void run(RecordSettings settings) throws Exception {
        RuleListener listener = new RuleListener() {
            @Override
            public void changed(Transition transition, boolean muted) {
                add("monitor", AlarmEvent.kind(transition), AlarmEvent.fields(transition, 1, muted));
            }
        };
        Event first = add("monitor", "rules", RulesEvent.fields(RuleText.read(TEXT), true));
        Rules rules = new Rules(listener, Expressions.NONE, first.boot(), first.time());
        rules.replace(RuleText.read(TEXT));
        rules.accept(add("boiler", "line", Map.of("value", 81L)));
        Event asked = add("monitor", PeopleEvent.ACKNOWLEDGED, acknowledged());
        rules.accept(asked);
        PeopleEvent.apply(asked, rules);
        for (int i = 0; i < 1000; i++) {
            rules.accept(add("boiler", "line", Map.of("value", 82L)));
        }
        rules.accept(add("boiler", "line", Map.of("value", 1L)));
        try (Recorder recorder = new Recorder(directory, settings, (kind, text) -> {})) {
            for (Event event : recorded) {
                recorder.record(event);
                while (recorder.waiting() > 0) { // so that a segment has no more than it may
                    Thread.onSpinWait();
                }
            }
        }
    }

    private Map<String, Object> acknowledged() {
        Event raised = recorded.stream()
                .filter(event -> event.kind().equals("raised")
                        && "quiet".equals(event.fields().get("rule")))
                .findFirst()
                .orElseThrow();
        return Map.of("alarm", String.valueOf(raised.fields().get("alarm")), "rule", "quiet", "key", "", "by", "ann");
    }

    private List<String> problems() throws Exception {
        List<String> problems = new ArrayList<>();
        RecordReader.read(directory, event -> {}, problems::add);
        return problems;
    }

    @Test
    void itIsReplayedByTheRulesThatWereInForceWithTheAlarmsThatWereRaised() throws Exception {
        run();
        assertThat(Segment.all(directory).getFirst().getFileName().toString())
                .isGreaterThan("events-0000000000000100.jsonl");
        Replay replay = new Replay(Optional.empty(), Expressions.NONE);
        RecordReader.read(directory, replay::accept, problem -> {});
        Replay.Outcome outcome = replay.end();
        assertThat(outcome.summary()).doesNotContain(" 0 changes of alarms recorded");
        assertThat(outcome.differences()).as(outcome.summary()).isEmpty();
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatItsBeginningHasNoRoomForIsCounted() throws Exception {
        run(new RecordSettings(1000, Duration.ofDays(1), 40_000, Duration.ofDays(1), Duration.ofSeconds(1), 1 << 16));
        Replay replay = new Replay(Optional.empty(), Expressions.NONE);
        RecordReader.read(directory, replay::accept, problem -> {});
        assertThat(replay.end().summary())
                .matches(".*; the record begins without [1-9] events of alarms and silences that were in force");
    }

    @Test
    void anAlarmThatWasRaisedBeforeIsExplainedByItsRuleAndWhenItWasRaised() throws Exception {
        run();
        List<String> why = Why.of(directory, "quiet", problem -> {}).orElseThrow();
        assertThat(why.getFirst()).endsWith(", by this rule:");
        assertThat(why)
                .anyMatch(line -> line.startsWith("2026-03-29T00:00:04Z raised quiet/"))
                .anyMatch(line -> line.contains(" acknowledged: "))
                .anyMatch(line -> line.contains(" cleared quiet/"));
    }

    @Test
    void whatStandsInEachSegmentIsReadOnce() throws Exception {
        run();
        List<Long> ids = new ArrayList<>();
        RecordReader.read(directory, event -> ids.add(event.id()), problem -> {});
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(Files.readString(Segment.all(directory).getLast())).startsWith("{\"seq\":1,");
    }

    @Test
    void numbersGoOnAfterASegmentOfWhichOnlyTheBeginningWasWritten() throws Exception {
        run();
        long last;
        try (Recorder recorder = new Recorder(directory, SMALL, (kind, text) -> {})) {
            last = recorder.lastId();
        }
        String head = Files.readAllLines(Segment.all(directory).getLast()).getFirst();
        Files.writeString(directory.resolve("events-0000000000999999.jsonl"), head + "\n");
        try (Recorder recorder = new Recorder(directory, SMALL, (kind, text) -> {})) {
            assertThat(recorder.lastId()).isEqualTo(last).isEqualTo(recorded.size());
        }
    }
}
