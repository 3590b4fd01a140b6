package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.RuleText;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Transition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhyTest {
    private static final Instant START = Instant.parse("2026-03-29T00:00:00Z");

    @TempDir
    private Path directory;

    private final List<String> lines = new ArrayList<>();

    private void event(String source, String kind, Map<String, Object> fields) {
        int id = lines.size() + 1;
        Event event = new Event(id, Duration.ofSeconds(id), START.plusSeconds(id), source, kind, fields);
        lines.add(EventLine.text(event));
    }

    private void transition(AlarmState from, AlarmState to, List<Long> causes, String message) {
        Transition transition = new Transition(
                "hot/2",
                "hot",
                "",
                from,
                to,
                Severity.WARNING,
                Duration.ofSeconds(lines.size() + 1L),
                START,
                causes,
                message);
        event("monitor", AlarmEvent.kind(transition), AlarmEvent.fields(transition, 1, false));
    }

    @BeforeEach
    void record() throws Exception {
        event("monitor", "rules", RulesEvent.fields(RuleText.read("""
            [rule.cold]
            on = "boiler"
            below = 5
            [rule.hot]
            on = "boiler"
            above = 80
            """), true));
        event("boiler", "line", Map.of("value", 81.5));
        transition(AlarmState.CLEAR, AlarmState.RAISED, List.of(2L), "it is hot");
        event("monitor", "action", Map.of("action", "call", "alarms", List.of("hot/2"), "answer", "exit 0"));
        event("boiler", "line", Map.of("value", 82));
        event("boiler", "line", Map.of("value", 79));
        transition(AlarmState.RAISED, AlarmState.CLEAR, List.of(6L), "over");
        Files.write(directory.resolve("r.jsonl"), lines);
    }

    @Test
    void anAlarmIsExplainedByItsRuleItsEventsAndWhatWasDone() throws Exception {
        List<String> why =
                Why.of(directory.resolve("r.jsonl"), "hot", problem -> {}).orElseThrow();
        assertThat(why)
                .containsExactly(
                        "hot/2, by this rule:",
                        "    [rule.\"hot\"]",
                        "    on = \"boiler\"",
                        "    field = \"value\"",
                        "    above = 80.0",
                        "    severity = \"warning\"",
                        "    flap = \"6 in 10m\"",
                        "2026-03-29T00:00:03Z raised hot/2: it is hot",
                        "    because of 2 2026-03-29T00:00:02Z boiler line {value=81.5}",
                        why.get(9),
                        "2026-03-29T00:00:07Z cleared hot/2: over",
                        "    because of 6 2026-03-29T00:00:06Z boiler line {value=79}",
                        "beside those, 1 events of boiler came while it was so");
        assertThat(why.get(9))
                .startsWith("2026-03-29T00:00:04Z action: ")
                .contains("action call")
                .contains("answer exit 0");
    }

    @Test
    void whoSeesToItAndWhoWantedSilenceIsSaidWithTheirEnds() throws Exception {
        lines.clear();
        event("monitor", "silenced", Map.of("rule", "hot", "key", "", "by", "ann", "until", "2026-03-29T00:00:09Z"));
        event("monitor", "silenced", Map.of("rule", "cold", "key", "", "by", "bob", "until", "2026-03-29T00:00:09Z"));
        transition(AlarmState.CLEAR, AlarmState.RAISED, List.of(), "it is hot");
        event("monitor", "acknowledged", Map.of("alarm", "hot/2", "by", "cid", "until", "2026-03-29T01:00:00Z"));
        transition(AlarmState.RAISED, AlarmState.CLEAR, List.of(), "over");
        event("monitor", "silenced", Map.of("rule", "hot", "key", "", "by", "dan", "until", "2026-03-29T00:00:19Z"));
        Files.write(directory.resolve("p.jsonl"), lines);
        List<String> why =
                Why.of(directory.resolve("p.jsonl"), "hot/2", problem -> {}).orElseThrow();
        assertThat(why).hasSize(5);
        assertThat(why.get(1)).contains("silenced: ", "by ann", "until 2026-03-29T00:00:09Z");
        assertThat(why.get(3)).contains("acknowledged: ", "by cid", "until 2026-03-29T01:00:00Z");
    }

    @Test
    void whatWasTriedForAnotherAlarmIsNotItsOwn() throws Exception {
        lines.clear();
        transition(AlarmState.CLEAR, AlarmState.RAISED, List.of(), "it is hot");
        event("monitor", "action", Map.of("action", "say", "alarms", List.of("hot/2"), "answer", "said"));
        event("monitor", "action", Map.of("action", "other", "alarms", List.of("hot/1"), "answer", "said"));
        Files.write(directory.resolve("e.jsonl"), lines);
        for (String wanted : List.of("hot", "hot/2")) {
            assertThat(Why.of(directory.resolve("e.jsonl"), wanted, problem -> {})
                            .orElseThrow())
                    .hasSize(3)
                    .anyMatch(line -> line.contains("action say"))
                    .noneMatch(line -> line.contains("action other"));
        }
    }

    @Test
    void whatATerminalWouldObeyIsShownAsItIsWritten() throws Exception {
        String nasty = "a\u001b[31mred\u0007\nb";
        lines.clear();
        event("boiler", "line", Map.of("line", nasty));
        transition(AlarmState.CLEAR, AlarmState.RAISED, List.of(1L), nasty);
        event("monitor", "action", Map.of("action", "say", "alarms", List.of("hot/2"), "answer", nasty));
        Files.write(directory.resolve("n.jsonl"), lines);
        List<String> all = new ArrayList<>(
                Why.of(directory.resolve("n.jsonl"), "hot", problem -> {}).orElseThrow());
        HistoryLines.read(directory.resolve("n.jsonl"), Instant.MIN, all::add, problem -> {});
        assertThat(all).hasSize(6).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        assertThat(all)
                .filteredOn(line -> line.contains("a\\u001B[31mred\\u0007\\u000Ab"))
                .hasSize(5);
    }

    @Test
    void anAlarmThatIsNotInTheRecordIsNone() throws Exception {
        assertThat(Why.of(directory.resolve("r.jsonl"), "hot/3", problem -> {})).isEmpty();
    }

    @Test
    void historyIsWhatAlarmsAndTheMonitorDidSinceATime() throws Exception {
        List<String> history = new ArrayList<>();
        HistoryLines.read(directory.resolve("r.jsonl"), START.plusSeconds(4), history::add, problem -> {});
        assertThat(history).hasSize(2).last().isEqualTo("2026-03-29T00:00:07Z cleared hot/2: over");
    }
}
