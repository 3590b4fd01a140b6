package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.EventFd;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sources made, closed, switched and replaced at random, also in each other's handlers, against a simple model. */
class RegistryModelTest {
    private static final int STEPS = 400;

    /** One run: the loop, and what each source should be. */
    private static final class Run {
        private final Random random;
        private final List<String> wrong = new ArrayList<>();
        private final EventLoop loop = EventLoop.open(
                "model", Loops.OPTIONS.withErrorHandler((source, error) -> wrong.add(source + ": " + error)));
        /** Each open source, and whether it is enabled. */
        private final Map<CounterSource, Boolean> model = new HashMap<>();

        private final Map<CounterSource, Long> added = new HashMap<>();
        private final Map<CounterSource, Long> seen = new HashMap<>();
        private int made;

        Run(long seed) {
            random = new Random(seed);
        }

        void step() {
            switch (random.nextInt(8)) {
                case 0, 1 -> make();
                case 2 -> close(any());
                case 3 -> toggle(any());
                case 4 -> retrigger(any());
                case 5 -> replace(any());
                default -> add(any());
            }
        }

        private CounterSource any() {
            if (model.isEmpty()) {
                make();
            }
            return List.copyOf(model.keySet()).get(random.nextInt(model.size()));
        }

        private void make() {
            CounterSource source = loop.counter("source " + made++, this::counted);
            source.priority(random.nextInt(Priority.LAST + 1));
            model.put(source, true);
            added.put(source, 0L);
            seen.put(source, 0L);
        }

        /** A handler that does to others, and to itself, what comes to its mind. */
        private void counted(CounterSource source, long value) {
            Boolean enabled = model.get(source);
            if (enabled == null || !enabled) {
                wrong.add(source + " was called although it is " + (enabled == null ? "closed" : "disabled"));
                return;
            }
            seen.merge(source, value, Long::sum);
            if (random.nextInt(3) == 0) {
                step();
            }
        }

        private void close(CounterSource source) {
            model.remove(source);
            source.close();
        }

        private void toggle(CounterSource source) {
            boolean enabled = Boolean.TRUE.equals(model.get(source));
            model.put(source, !enabled);
            if (enabled) {
                source.disable();
            } else {
                source.enable();
            }
        }

        private void retrigger(CounterSource source) {
            source.trigger(random.nextBoolean() || !Loops.can(Trigger.EDGE) ? Trigger.LEVEL : Trigger.EDGE);
        }

        /** The next descriptor made has the closed one's number, most of the time. */
        private void replace(CounterSource source) {
            close(source);
            make();
        }

        private void add(CounterSource source) {
            added.merge(source, 1L, Long::sum);
            source.add(1);
        }

        void settle() {
            List.copyOf(model.keySet()).forEach(source -> {
                if (!Boolean.TRUE.equals(model.get(source))) {
                    toggle(source);
                }
            });
            Turns.some(loop, 3);
            Turns.until(
                    loop,
                    () -> model.keySet().stream()
                            .allMatch(source -> Boolean.FALSE.equals(model.get(source))
                                    || Objects.equals(added.get(source), seen.get(source))));
        }
    }

    @Test
    void theModelAndTheKernelAgreeAfterEveryTurn() {
        Seeds.forAll(60, seed -> {
            Run run = new Run(seed);
            try (EventLoop loop = run.loop) {
                for (int step = 0; step < STEPS; step++) {
                    run.step();
                    if (run.random.nextInt(4) == 0) {
                        loop.turn(Duration.ZERO);
                        assertThat(loop.audit()).isEmpty();
                    }
                }
                run.settle();
                assertThat(run.wrong).isEmpty();
                assertThat(loop.audit()).isEmpty();
            }
        });
    }

    @Test
    void aTokenOfAnEarlierLifeFindsNobody() {
        try (EventLoop loop = Loops.open("test")) {
            CounterSource first = loop.counter("first", (source, value) -> {});
            long token = first.token();
            first.close();
            CounterSource second = loop.counter("second", (source, value) -> {});
            assertThat((int) second.token()).as("the slot").isEqualTo((int) token);
            assertThat(loop.registry.find(token)).isNull();
            assertThat(loop.registry.find(second.token())).isSameAs(second);
        }
    }

    @Test
    void aThousandLivesOfOneNumberAreAllHeard() {
        try (EventLoop loop = Loops.open("test")) {
            int[] heard = {0};
            for (int life = 0; life < 1000; life++) {
                try (EventFd fd = EventFd.open();
                        CounterSource source = loop.counter("life", borrowed(fd), (s, value) -> heard[0]++)) {
                    source.add(1);
                    Turns.until(loop, () -> source.statistics().events() == 1);
                }
            }
            assertThat(heard[0]).isEqualTo(1000);
            assertThat(loop.statistics().stale()).isZero();
        }
    }
}
