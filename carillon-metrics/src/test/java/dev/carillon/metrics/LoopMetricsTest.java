package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.CounterSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopMetricsTest {
    private static double of(Exposition figures, String name) {
        return figures.value(name, "loop", "heart");
    }

    @Test
    void tellsTheTermsOfThroughput() {
        try (EventLoop loop = EventLoop.open("heart")) {
            PrometheusText text = PrometheusText.of(LoopMetrics.of(loop));
            CounterSource source = loop.counter("work", (self, value) -> {});
            for (int i = 0; i < 5; i++) {
                source.add(1);
                loop.turn(Duration.ZERO);
            }
            Exposition figures = new Exposition(text.text());
            assertThat(of(figures, "carillon_loop_turns_total")).isEqualTo(5);
            assertThat(of(figures, "carillon_loop_waits_total")).isEqualTo(5);
            assertThat(of(figures, "carillon_loop_kernel_events_total")).isEqualTo(5);
            assertThat(of(figures, "carillon_loop_dispatches_total")).isEqualTo(5);
            assertThat(of(figures, "carillon_loop_turn_seconds_count")).isEqualTo(5);
            assertThat(of(figures, "carillon_loop_turn_seconds_sum"))
                    .isEqualTo(of(figures, "carillon_loop_handling_seconds_total"))
                    .isPositive();
            assertThat(of(figures, "carillon_loop_waiting_seconds_total")).isPositive();
            assertThat(of(figures, "carillon_loop_utilisation_ratio")).isStrictlyBetween(0.0, 1.0);
        }
    }

    @Test
    void tellsOfTasksWakeUpsAndDeadlines() throws InterruptedException {
        try (EventLoop loop = EventLoop.open("heart")) {
            PrometheusText text = PrometheusText.of(LoopMetrics.of(loop));
            loop.timeout(() -> {}).schedule(Duration.ofNanos(1));
            Thread runner = Thread.ofPlatform().start(loop::run);
            while (of(new Exposition(text.text()), "carillon_loop_timeouts_total") == 0) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 10; i++) {
                loop.submit(() -> "").join();
            }
            loop.stop();
            runner.join();
            Exposition figures = new Exposition(text.text());
            assertThat(of(figures, "carillon_loop_tasks_total")).isEqualTo(10);
            assertThat(of(figures, "carillon_loop_wakeups_total")).isBetween(1.0, 11.0);
            assertThat(of(figures, "carillon_loop_queue_depth")).isZero();
            assertThat(figures.value(
                            "carillon_loop_timeout_lateness_recent_seconds", "loop", "heart", "percentile", "50"))
                    .isPositive();
        }
    }

    @Test
    void eachLoopOfAGroupHasItsOwn() {
        try (LoopGroup group = LoopGroup.start("heart", 3, LoopOptions.DEFAULTS)) {
            Exposition figures =
                    new Exposition(PrometheusText.of(LoopMetrics.of(group)).text());
            for (EventLoop loop : group.loops()) {
                assertThat(figures.value("carillon_loop_turns_total", "loop", loop.name()))
                        .isPositive();
            }
        }
    }

    @Test
    void readingThemAsksNothingOfTheLoop() {
        try (LoopGroup group = LoopGroup.start("heart", 1, LoopOptions.DEFAULTS)) {
            EventLoop loop = group.loops().getFirst();
            PrometheusText text = PrometheusText.of(LoopMetrics.of(group));
            long turns = loop.submit(() -> loop.statistics().turns()).join();
            for (int i = 0; i < 50; i++) {
                new Exposition(text.text());
            }
            assertThat(loop.submit(() -> loop.statistics().turns()).join()).isLessThanOrEqualTo(turns + 2);
        }
    }
}
