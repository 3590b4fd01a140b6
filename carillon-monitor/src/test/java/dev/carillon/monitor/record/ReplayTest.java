package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.monitor.rule.RuleListener;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.RuleText;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A record of a monitor through rules again. */
class ReplayTest {
    private static final Instant START = Instant.parse("2026-03-29T00:00:00Z");
    private static final String RULES = """
        [rule.hot]
        on = "boiler"
        above = 80
        clear-below = 75
        for = "50 ms"
        [rule.silent]
        on = "boiler"
        absent = "100 ms"
        [rule.both]
        on = "monitor"
        kind = "raised"
        count = "3 in 1 s"
        [rule.busy]
        on = "boiler"
        p95 = "600 ms"
        above = 90
        """;

    /** A monitor that records what its rules see and tell, in time of its own. */
    private static final class Recording implements RuleListener {
        private final List<Event> events = new ArrayList<>();
        private Rules rules;

        private Recording(List<RuleSettings> first) {
            rules = new Rules(this, Expressions.NONE, Duration.ZERO, START);
            reload(0, first, true);
        }

        private void publish(long millis, String source, String kind, Map<String, Object> fields) {
            Event event = new Event(
                    events.size() + 1, Duration.ofMillis(millis), START.plusMillis(millis), source, kind, fields);
            Event recorded = EventLine.parse(EventLine.text(event)).orElseThrow();
            events.add(recorded);
            rules.accept(event);
        }

        void reload(long millis, List<RuleSettings> settings, boolean isStart) {
            publish(millis, Rules.MONITOR, RulesEvent.KIND, RulesEvent.fields(settings, isStart));
            rules.replace(settings);
        }

        void restart(long millis, List<RuleSettings> settings) {
            Rules before = rules;
            rules = new Rules(this, Expressions.NONE, Duration.ofMillis(millis), START.plusMillis(millis));
            reload(millis, settings, true);
            rules.resume(before.carried());
        }

        @Override
        public void changed(Transition transition, boolean muted) {
            // some time after it was due, as a monitor is
            long late = Math.max(
                    events.getLast().boot().toMillis(), transition.boot().toMillis());
            publish(
                    late,
                    Rules.MONITOR,
                    AlarmEvent.kind(transition),
                    AlarmEvent.fields(transition, rules.depth(), muted));
        }
    }

    private static List<RuleSettings> rules(String text) {
        try {
            return RuleText.read(text);
        } catch (WrongConfiguration e) {
            throw new AssertionError(e.lines().toString(), e);
        }
    }

    private static Recording recording(long seed) {
        Random random = new Random(seed);
        Recording recording = new Recording(rules(RULES));
        long at = 0;
        double value = 78;
        for (int i = 0; i < 400; i++) {
            at += random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(10);
            value += random.nextInt(11) - 5;
            recording.publish(at, "boiler", "line", Map.of("value", value));
            if (i == 150) {
                recording.reload(++at, rules(RULES.replace("above = 80", "above = 85")), false);
            }
            if (i == 300) {
                recording.restart(++at, rules(RULES));
            }
        }
        return recording;
    }

    private static Replay.Outcome replay(List<Event> events, Optional<List<RuleSettings>> others) {
        Replay replay = new Replay(others, Expressions.NONE);
        events.forEach(replay::accept);
        return replay.end();
    }

    @Test
    void theSameRulesGiveTheSameAlarms() {
        Random seeds = new Random();
        for (int i = 0; i < 100; i++) {
            long seed = seeds.nextLong();
            List<Event> events = recording(seed).events;
            assertThat(events).as("seed %d", seed).anyMatch(AlarmEvent::is);
            assertThat(replay(events, Optional.empty()).differences())
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void otherRulesGiveTheDifferenceInAlarms() {
        Recording recording = new Recording(rules("[rule.hot]\non = \"boiler\"\nabove = 80\n"));
        recording.publish(10, "boiler", "line", Map.of("value", 81));
        recording.publish(20, "boiler", "line", Map.of("value", 70));
        recording.publish(30, "boiler", "line", Map.of("value", 91));

        Replay.Outcome outcome = replay(
                recording.events, Optional.of(rules("[rule.hot]\non = \"boiler\"\nabove = 80\nclear-below = 60\n")));

        assertThat(outcome.differences())
                .containsExactly(
                        "- 2026-03-29T00:00:00.020Z cleared hot: over: boiler: value 70",
                        "- 2026-03-29T00:00:00.030Z raised hot: boiler: value 91 is above 80");
        assertThat(outcome.summary())
                .isEqualTo("7 events; 3 changes of alarms recorded, 1 in the replay, 2 differences");
    }

    @Test
    void whatOnlyTheReplayRaisesIsAddedToo() {
        Recording recording = new Recording(List.of());
        recording.publish(10, "boiler", "line", Map.of("value", 81));
        assertThat(replay(recording.events, Optional.of(rules("[rule.hot]\non = \"boiler\"\nabove = 80\n")))
                        .differences())
                .containsExactly("+ 2026-03-29T00:00:00.010Z raised hot: boiler: value 81 is above 80");
    }

    @Test
    void whatWasDueByItselfBeforeARestartIsFoundAgain() {
        List<RuleSettings> rules = rules("[rule.silent]\non = \"boiler\"\nabsent = \"100 ms\"\n");
        Recording recording = new Recording(rules);
        recording.rules.advance(Duration.ofMillis(150), START.plusMillis(150));
        recording.restart(200, rules);
        assertThat(recording.events).filteredOn(AlarmEvent::is).hasSize(1);
        assertThat(replay(recording.events, Optional.empty()).differences()).isEmpty();
    }

    @Test
    void aRecordWithoutRulesNeedsSome() {
        Event event = new Event(1, Duration.ZERO, START, "boiler", "line", Map.of());
        assertThat(catchThrowable(() -> replay(List.of(event), Optional.empty())))
                .hasMessage("the record has no rules: say with -c which file's to take");
    }
}
