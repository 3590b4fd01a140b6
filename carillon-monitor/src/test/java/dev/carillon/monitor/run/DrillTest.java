package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LeakCheck;
import org.junit.jupiter.api.Test;

class DrillTest {
    /** The number, the change, and that no program was there; twice. */
    @Test
    void eachTimeAnAlarmIsRaisedAndCleared() throws Exception {
        LeakCheck leaks = LeakCheck.start();
        assertThat(Drill.run()).isGreaterThan(6L * Drill.TIMES);
        leaks.close();
    }
}
