package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LeakCheck;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrillTest {
    /** The number, the change, and that no program was there; twice. */
    @Test
    void eachTimeAnAlarmIsRaisedAndCleared() throws Exception {
        LeakCheck leaks = LeakCheck.start();
        assertThat(Drill.alarms()).isGreaterThan(6L * Drill.TIMES);
        leaks.close();
    }

    /** Its end, that another is to come, and its start. */
    @Test
    void eachTimeAProgramHasEndedItIsStartedAgain() throws Exception {
        LeakCheck leaks = LeakCheck.start();
        assertThat(Drill.ends(Duration.ofMinutes(2))).isGreaterThanOrEqualTo(3L * Drill.TIMES);
        leaks.close();
    }
}
