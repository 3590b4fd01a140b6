package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoopAnswersTest {
    private long nanos;

    @Test
    void aLoopWhoseHandlerDoesNotReturnIsAnAlarmUntilItDoes() {
        CountDownLatch returns = new CountDownLatch(1);
        try (LoopGroup group = LoopGroup.start("loop", 2, LoopOptions.DEFAULTS)) {
            LoopAnswers answers = new LoopAnswers(group.loops(), () -> nanos);
            group.loops().getFirst().execute(() -> await(returns));
            assertThat(answers.look(Instant.EPOCH)).isEmpty();
            group.loops().getLast().submit(() -> true).join(); // by then it has answered
            nanos += Duration.ofSeconds(3).toNanos();

            assertThat(answers.look(Instant.EPOCH.plusSeconds(3)))
                    .singleElement()
                    .satisfies(alarm -> {
                        assertThat(alarm.rule()).isEqualTo("loop-1 does not answer");
                        assertThat(alarm.since()).isEqualTo(Instant.EPOCH);
                    });
            returns.countDown();
            group.onEach(loop -> {});
            assertThat(answers.look(Instant.EPOCH.plusSeconds(3))).isEmpty();
        } finally {
            returns.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
