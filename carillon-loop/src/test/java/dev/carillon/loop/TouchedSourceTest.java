package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources that have something to settle: once a turn, after its handlers and before its wait, whatever one of them meets. */
class TouchedSourceTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final List<Object> seen = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final EventLoop loop = EventLoop.open(
            "settling",
            LoopOptions.DEFAULTS
                    .withPoller(batch -> new SleeplessPoller(batch, seen::add))
                    .withTime(time)
                    .withErrorHandler((source, error) -> failures.add(source.name() + " " + error.getMessage())));

    @AfterEach
    void close() {
        loop.close();
    }

    /** Notes when it is settled, and does then what the test says. */
    private final class Probe extends CustomSource {
        private final EventFd fd;
        private Consumer<Probe> onSettle = _ -> {};
        private Consumer<Probe> onReady = _ -> {};
        private @Nullable RuntimeException onDisabled;

        private Probe(String name) {
            this(name, EventFd.open());
        }

        private Probe(String name, EventFd fd) {
            super(loop, name, "probe", fd, Epoll.IN, new SourceStatistics());
            this.fd = fd;
        }

        private void touch() {
            settleSoon();
        }

        private Duration calledAt() {
            return Duration.ofNanos(now());
        }

        @Override
        protected Outcome ready(int events, int budget) {
            fd.read();
            seen.add("ready " + name());
            onReady.accept(this);
            return Outcome.DONE;
        }

        @Override
        protected void settle() {
            seen.add("settled " + name());
            onSettle.accept(this);
        }

        @Override
        protected void disabled(Throwable failure) {
            if (onDisabled != null) {
                throw onDisabled;
            }
        }
    }

    @Test
    void whatIsTouchedInATurnIsSettledAfterItsHandlers() {
        for (String name : List.of("one", "other")) {
            Probe probe = new Probe(name);
            probe.onReady = Probe::touch;
            probe.fd.add(1);
        }
        loop.turn(LONG);
        loop.turn(LONG);
        assertThat(seen).containsExactly(LONG, "ready one", "ready other", "settled one", "settled other", LONG);
    }

    @Test
    void whatIsTouchedBetweenTurnsIsSettledBeforeTheWait() {
        new Probe("one").touch();
        loop.turn(LONG);
        loop.turn(LONG);
        assertThat(seen).containsExactly("settled one", LONG, LONG);
    }

    @Test
    void whatIsTouchedWhileItIsSettledIsSettledNextTimeAndLetsNobodyWait() {
        Probe probe = new Probe("one");
        probe.onSettle = source -> {
            if (seen.size() < 7) {
                source.touch();
            }
        };
        probe.touch();
        loop.turn(LONG);
        loop.turn(LONG);
        loop.turn(LONG);
        String settled = "settled one";
        Duration none = Duration.ZERO;
        assertThat(seen).containsExactly(settled, none, settled, settled, none, settled, settled, LONG);
    }

    @Test
    void oneThatFailsToSettleIsDisabledAndTheOthersAreSettled() {
        Probe failing = new Probe("failing");
        failing.onSettle = _ -> {
            throw new IllegalStateException("planted");
        };
        Probe other = new Probe("other");
        failing.touch();
        other.touch();
        loop.turn(LONG);
        assertThat(failing.isEnabled()).isFalse();
        assertThat(other.isEnabled()).isTrue();
        assertThat(failures).containsExactly("failing planted");
        assertThat(seen).containsExactly("settled failing", "settled other", LONG);
    }

    @Test
    void whatFailsInTheWakeOfAFailureIsToldInItsPlace() {
        Probe failing = new Probe("failing");
        failing.onSettle = _ -> {
            throw new IllegalStateException("planted");
        };
        failing.onDisabled = new IllegalStateException("planted behind it");
        failing.touch();
        loop.turn(LONG);
        assertThat(failures).containsExactly("failing planted behind it");
        assertThat(failing.isEnabled()).isFalse();
    }

    @Test
    void theTimeItTakesIsTheSourcesAndNotTheFirstHandlers() {
        CounterSource counter = loop.counter("counter", (source, value) -> time.pass(Duration.ofMillis(2)));
        Probe one = new Probe("one");
        Probe other = new Probe("other");
        one.onSettle = _ -> time.pass(Duration.ofMillis(3));
        other.onSettle = _ -> time.pass(Duration.ofMillis(5));
        one.touch();
        other.touch();
        counter.add(1);
        loop.turn(LONG);
        assertThat(one.statistics().nanos()).isEqualTo(3_000_000);
        assertThat(other.statistics().nanos()).isEqualTo(5_000_000);
        assertThat(counter.statistics().nanos()).isEqualTo(2_000_000);
        assertThat(loop.statistics().waitingNanos()).isZero();
    }

    @Test
    void aHandlerIsToldWhenItWasCalledHoweverLongItTakes() {
        Probe probe = new Probe("one");
        probe.onReady = source -> {
            time.pass(Duration.ofMillis(2));
            seen.add(source.calledAt());
        };
        time.pass(Duration.ofMillis(3));
        probe.fd.add(1);
        loop.turn(LONG);
        assertThat(seen).containsExactly(LONG, "ready one", Duration.ofMillis(3));
    }

    @Test
    void whatIsTouchedAsTheLoopEndsIsSettled() {
        Probe probe = new Probe("one");
        loop.exit("exit", source -> probe.touch());
        loop.close();
        assertThat(seen).containsExactly("settled one");
    }
}
