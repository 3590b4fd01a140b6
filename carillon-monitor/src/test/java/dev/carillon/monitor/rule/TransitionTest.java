package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionTest {
    @Test
    void causesStayWhatTheyWere() {
        List<Long> causes = new ArrayList<>(List.of(1L, 2L));
        Transition transition = new Transition(
                "hot/1",
                "hot",
                "",
                AlarmState.CLEAR,
                AlarmState.RAISED,
                Severity.CRITICAL,
                Duration.ZERO,
                Instant.EPOCH,
                causes,
                "it is hot");
        causes.clear();
        assertThat(transition.causes()).containsExactly(1L, 2L);
    }
}
