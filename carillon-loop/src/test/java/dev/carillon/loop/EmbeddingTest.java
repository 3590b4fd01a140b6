package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Poll;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop inside another: poll(2) on its descriptor tells when a turn is due, and only then. */
class EmbeddingTest {
    private static final long GENEROUS = Duration.ofSeconds(20).toNanos();

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = EventLoop.open("inner", LoopOptions.DEFAULTS);
    private final Poll outer = new Poll();

    @BeforeEach
    void watch() {
        outer.add(StreamFd.adopt(loop.descriptor(), "loop"), Poll.IN); // the loop's, so nobody closes this
        settle();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private boolean isDue() {
        return outer.await(0) == 1;
    }

    /** As the outer loop does: turns while one is due. */
    private void settle() {
        for (int turns = 0; isDue(); turns++) {
            assertThat(turns).as("turns in a row").isLessThan(20);
            loop.turn(Duration.ZERO);
        }
    }

    private void awaitDue() {
        assertThat(outer.await(GENEROUS)).isEqualTo(1);
    }

    @Test
    void aTaskOfAnotherThreadMakesATurnDue() throws Exception {
        Thread.ofPlatform().start(() -> loop.execute(() -> seen.add("task"))).join();
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("task");
    }

    @Test
    void aDescriptorThatIsReadyMakesATurnDue() {
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add("counted " + value));
        settle();
        counter.add(3);
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("counted 3");
    }

    @Test
    void aDeadlineMakesATurnDueWhenItComesAlsoIfItWasScheduledBetweenTurns() {
        loop.timeout(() -> seen.add("later")).schedule(Duration.ofHours(1));
        settle();
        loop.timeout(() -> seen.add("soon")).schedule(Duration.ofMillis(2));
        while (seen.isEmpty()) {
            awaitDue();
            loop.turn(Duration.ZERO);
        }
        settle();
        assertThat(seen).containsExactly("soon");
    }

    @Test
    void aDeadlineThatAHandlerSchedulesMakesATurnDue() {
        loop.execute(() -> loop.timeout(() -> seen.add("soon")).schedule(Duration.ofMillis(2)));
        while (seen.isEmpty()) {
            awaitDue();
            loop.turn(Duration.ZERO);
        }
    }

    @Test
    void whatIsLeftOverFromATurnMakesTheNextDue() {
        CounterSource permits = loop.semaphore("permits", 3, (source, value) -> seen.add("permit"));
        permits.budget(1);
        loop.post("post", source -> seen.add("post"));
        settle();
        assertThat(seen).filteredOn("permit"::equals).hasSize(3);
        assertThat(seen.getLast()).isEqualTo("post");
    }

    @Test
    void whatIsBegunOrSwitchedBetweenTurnsMakesATurnDue() {
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add("counted"));
        DeferSource defer = loop.defer("defer", source -> seen.add("deferred"));
        counter.disable();
        counter.add(1);
        settle();
        assertThat(seen).isEmpty();
        defer.schedule();
        assertThat(isDue()).isTrue();
        settle();
        counter.enable();
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("deferred", "counted");
    }

    @Test
    void whatWasScheduledWhileItWasOffMakesATurnDueWhenItIsOn() {
        DeferSource defer = loop.defer("defer", source -> seen.add("deferred"));
        defer.disable();
        defer.schedule();
        settle();
        assertThat(seen).isEmpty();
        defer.enable();
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("deferred");
    }

    @Test
    void whatIsToBeSettledMakesATurnDue() {
        class Touched extends CustomSource {
            Touched() {
                super(loop, "touched", "test", EventFd.open(), Epoll.IN, new SourceStatistics());
            }

            void touch() {
                settleSoon();
            }

            @Override
            protected void settle() {
                seen.add("settled");
            }

            @Override
            protected Outcome ready(int events, int budget) {
                return Outcome.NOTHING;
            }
        }
        Touched touched = new Touched();
        settle();
        touched.touch();
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("settled");
    }

    @Test
    void aStopMakesTheTurnDueThatEndsTheLoop() {
        loop.exit("exit", source -> seen.add("exit"));
        settle();
        loop.stop();
        assertThat(isDue()).isTrue();
        loop.turn(Duration.ZERO);
        assertThat(seen).containsExactly("exit");
        assertThat(loop.terminated().toCompletableFuture()).isCompleted();
    }

    @Test
    void anInterruptOfItsThreadDoesNotKeepATurnDue() {
        Thread.currentThread().interrupt();
        loop.turn(Duration.ZERO);
        boolean due = isDue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(due).isFalse();
    }

    @Test
    void anInterruptBetweenTurnsMakesNoneDue() throws Exception {
        loop.turn(Duration.ofNanos(1)); // waits, and is woken by an interrupt as long as it does
        settle();
        Thread other = Thread.ofPlatform().start(Thread.currentThread()::interrupt);
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
        other.join();
        assertThat(isDue()).isFalse();
    }

    @Test
    void whatAHandlerSwitchesOnMakesATurnDueIfItIsReady() {
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add("counted"));
        counter.disable();
        counter.add(1);
        settle();
        loop.execute(counter::enable);
        loop.turn(Duration.ZERO);
        assertThat(seen).isEmpty();
        assertThat(isDue()).isTrue();
        settle();
        assertThat(seen).containsExactly("counted");
    }

    @Test
    void whatAHandlerLeavesToDoCostsOneWriteForTheNextTurn() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        DeferSource defer = loop.defer("defer", source -> {});
        settle();
        loop.execute(defer::schedule);
        kernel.run(() -> loop.turn(Duration.ZERO));
        assertThat(kernel.calls("write")).as("for the next turn").isEqualTo(1);
    }

    /** What was handed in, scheduled or asked for while nobody looked at its descriptor. */
    @ParameterizedTest
    @ValueSource(strings = {"task", "deadline", "stop", "nothing"})
    void fromTheFirstMomentOnItIsReadableIfATurnIsDue(String reason) {
        try (EventLoop late = EventLoop.open("late", LoopOptions.DEFAULTS)) {
            late.turn(Duration.ZERO);
            switch (reason) {
                case "task" -> late.execute(() -> {});
                case "deadline" -> late.timeout(() -> {}).schedule(0);
                case "stop" -> late.stop();
                default -> {}
            }
            Poll watcher = new Poll();
            watcher.add(StreamFd.adopt(late.descriptor(), "late"), Poll.IN);
            assertThat(watcher.await(reason.equals("nothing") ? 0 : GENEROUS))
                    .isEqualTo(reason.equals("nothing") ? 0 : 1);
        }
    }

    @Test
    void withoutADescriptorForItsDeadlinesItSaysSo() throws Exception {
        try (EventLoop poor = EventLoop.open("poor", LoopOptions.DEFAULTS)) {
            ScriptedKernel.seeded(1)
                    .exhaustNext(1, Errno.EMFILE)
                    .run(() -> assertThatThrownBy(poor::descriptor)
                            .isInstanceOf(LinuxException.class)
                            .hasMessageContaining("EMFILE"));
        }
    }

    @ParameterizedTest
    @EnumSource(value = PollerKind.class, names = "EPOLL", mode = EnumSource.Mode.EXCLUDE)
    void aPollerWithoutADescriptorSaysSo(PollerKind kind) {
        Loops.assumeIsThere(kind);
        try (EventLoop without = EventLoop.open("without", LoopOptions.DEFAULTS.withPoller(kind))) {
            assertThatThrownBy(without::descriptor)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("poller " + kind.text() + " has no descriptor that another loop could watch: make"
                            + " event loop \"without\" with poller epoll");
        }
    }

    @Test
    void aLoopWithATimeOfItsOwnSaysThatNobodyToldOfItsDeadlines() {
        try (EventLoop own = EventLoop.open("own", LoopOptions.DEFAULTS.withTime(() -> 0))) {
            assertThatThrownBy(own::descriptor).isInstanceOf(IllegalStateException.class);
        }
    }
}
