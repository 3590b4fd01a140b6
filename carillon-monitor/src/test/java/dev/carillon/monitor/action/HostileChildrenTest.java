package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LeakCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hostile test 2: children that live shorter than any poll. {@code -Dcarillon.trial.children=10000} for the whole of it. */
class HostileChildrenTest {
    private static final int CHILDREN = Integer.getInteger("carillon.trial.children", 500);
    private static final int AT_ONCE = 20;

    @Test
    void causeOfEachEndIsRightAndNothingIsLeft() {
        String script = "[ $((CARILLON_MESSAGE % 10)) = 9 ] && kill -KILL $$; exit $((CARILLON_MESSAGE % 256))";
        ActionSettings.Run run = new ActionSettings.Run(
                "it",
                Set.of(Occasion.RAISED),
                List.of("/bin/sh", "-c", script),
                Duration.ofMinutes(5),
                AT_ONCE,
                AT_ONCE);
        Map<Integer, String> ends = new HashMap<>();
        try (LeakCheck leaks = LeakCheck.start()) {
            try (Bench bench = new Bench(run)) {
                for (int i = 0; i < CHILDREN; i++) {
                    bench.until(() -> bench.ledger().waiting() < AT_ONCE);
                    bench.take(Changes.raised("rule" + i, Integer.toString(i)), "it");
                }
                bench.untilDone();
                assertThat(bench.ledger().open()).isZero();
                bench.attempts.stream()
                        .filter(attempt -> attempt.outcome().isLast())
                        .forEach(attempt -> ends.put(
                                Integer.valueOf(attempt.notices()
                                        .getFirst()
                                        .transition()
                                        .message()),
                                attempt.answer()));
            }
            leaks.assertNothingLeft();
        }
        assertThat(ends).hasSize(CHILDREN);
        ends.forEach((number, answer) -> assertThat(answer)
                .as("child %s", number)
                .isEqualTo(number % 10 == 9 ? "killed by KILL" : "exited with code " + number % 256));
        assertThat(ProcessHandle.current().children()).isEmpty();
    }
}
