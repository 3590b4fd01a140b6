package dev.carillon.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final long STRETCH = TimeUnit.MILLISECONDS.toNanos(250);

    private final WarmUp warmUp = new WarmUp(true);

    @Test
    void nothingIsWarmBeforeTwoSeconds() {
        for (int i = 1; i < 8; i++) {
            warmUp.add(STRETCH, 1000, 0);
            assertThat(warmUp.isOver()).as("%d stretches", i).isFalse();
        }
        warmUp.add(STRETCH, 1000, 0);
        assertThat(warmUp.isOver()).isTrue();
        assertThat(warmUp.isWarm()).isTrue();
    }

    @Test
    void aServerWhoseMessagesBecomeCheaperIsNotWarm() {
        double cpu = 10_000;
        for (int i = 0; i < 12; i++) {
            warmUp.add(STRETCH, cpu, 0);
            cpu *= 0.9;
        }
        assertThat(warmUp.isOver()).isFalse();
        warmUp.add(STRETCH, cpu, 0);
        for (int i = 0; i < 3; i++) {
            assertThat(warmUp.isWarm()).isFalse();
            warmUp.add(STRETCH, cpu, 0);
        }
        assertThat(warmUp.isWarm()).isTrue();
    }

    @Test
    void aServerThatIsStillCompiledIsNotWarmAndGivenUpAfterSixSeconds() {
        for (int i = 0; i < 23; i++) {
            warmUp.add(STRETCH, 1000, 500);
            assertThat(warmUp.isOver()).isFalse();
        }
        warmUp.add(STRETCH, 1000, 500);
        assertThat(warmUp.isOver()).isTrue();
        assertThat(warmUp.isWarm()).isFalse();
    }

    @Test
    void whatIsNotCompiledIsWarmAtOnce() {
        WarmUp c = new WarmUp(false);
        c.add(TimeUnit.MILLISECONDS.toNanos(100), 1000, 0);
        assertThat(c.isWarm()).isTrue();
    }
}
