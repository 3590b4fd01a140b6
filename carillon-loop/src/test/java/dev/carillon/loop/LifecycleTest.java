package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.loop.life.Lifecycle.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who leads a loop, and how what other threads ask of it comes to pass. */
@Timeout(60)
class LifecycleTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("led", Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));

    @AfterEach
    void close() {
        loop.close();
    }

    /** Runs something on another thread, and hands out what it threw. */
    private static @Nullable Throwable elsewhere(Runnable body) throws InterruptedException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread.ofPlatform()
                .name("elsewhere")
                .start(() -> thrown.set(catchThrowable(body::run)))
                .join();
        return thrown.get();
    }

    @Test
    void theTableOfItsLifeHasTheseStepsAndNoOther() {
        Map<State, Set<State>> steps = new EnumMap<>(State.class);
        steps.put(State.NEW, EnumSet.of(State.RUNNING, State.TURNING, State.ENDING));
        steps.put(State.RUNNING, EnumSet.of(State.ENDING));
        steps.put(State.TURNING, EnumSet.of(State.RESTING, State.ENDING));
        steps.put(State.RESTING, EnumSet.of(State.TURNING, State.RUNNING, State.ENDING));
        steps.put(State.ENDING, EnumSet.of(State.CLOSING));
        steps.put(State.CLOSING, EnumSet.of(State.CLOSED));
        steps.put(State.CLOSED, EnumSet.noneOf(State.class));
        for (State from : State.values()) {
            for (State to : State.values()) {
                assertThat(from.leadsTo(to))
                        .as("%s to %s", from, to)
                        .isEqualTo(Objects.requireNonNull(steps.get(from)).contains(to));
            }
        }
    }

    @Test
    void theThreadThatTurnsItFirstIsTheOnlyOneThatLeadsIt() throws Exception {
        loop.turn(Duration.ZERO);
        String rule = "event loop \"led\" is driven by turn() on thread \""
                + Thread.currentThread().getName() + "\": no other thread leads it";
        assertThat(elsewhere(() -> loop.turn(Duration.ZERO))).hasMessage(rule);
        assertThat(elsewhere(loop::run)).hasMessage(rule);
        loop.execute(loop::stop);
        loop.run();
        assertThat(loop.terminated().toCompletableFuture()).isCompleted();
    }

    @Test
    void anotherThreadThanItsMakersMayTurnItFirst() throws Exception {
        assertThat(elsewhere(() -> {
                    loop.turn(Duration.ZERO);
                    loop.close();
                }))
                .isNull();
        assertThat(loop.close(Duration.ZERO)).isTrue();
    }

    @Test
    void aTurnInsideATurnIsRefusedAndTheOuterOneGoesOn() {
        List<Throwable> refused = new ArrayList<>();
        TimerSource timer = loop.timer("timer", (source, ticks) -> loop.stop());
        timer.after(Duration.ofMillis(1));
        DeferSource again = loop.defer("again", source -> {
            source.schedule();
            refused.add(catchThrowable(() -> loop.turn(Duration.ZERO)));
            refused.add(catchThrowable(loop::run));
        });
        again.schedule();
        loop.run();
        assertThat(refused)
                .isNotEmpty()
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("event loop \"led\" is in a turn: what runs in it calls neither run() nor turn(),"
                                + " but returns to the loop"));
    }

    @Test
    void aStopBetweenTurnsIsCarriedOutByTheNext() {
        List<String> seen = new ArrayList<>();
        loop.exit("exit", source -> seen.add("exit"));
        loop.turn(Duration.ZERO);
        loop.stop();
        assertThat(loop.isStopping()).isTrue();
        assertThat(loop.turn(Duration.ofHours(1))).isZero();
        assertThat(seen).containsExactly("exit");
        assertThat(loop.terminated().toCompletableFuture()).isCompleted();
        assertThatThrownBy(() -> loop.turn(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("event loop \"led\" has ended");
    }

    @Test
    void aStopInATurnIsCarriedOutAtItsEnd() {
        List<String> seen = new ArrayList<>();
        loop.exit("exit", source -> seen.add("exit"));
        loop.counter("counter", (source, value) -> {
                    loop.stop();
                    seen.add("handler goes on");
                })
                .add(1);
        Turns.until(loop, loop::isStopping);
        assertThat(seen).containsExactly("handler goes on", "exit");
        assertThatThrownBy(() -> loop.turn(Duration.ZERO)).hasMessage("event loop \"led\" has ended");
    }

    @Test
    void aCloseOnAnotherThreadWaitsForTheOwnersTurn() throws Exception {
        List<Thread> exits = new ArrayList<>();
        loop.exit("exit", source -> exits.add(Thread.currentThread()));
        loop.turn(Duration.ZERO);
        boolean[] inTime = {true};
        assertThat(elsewhere(() -> inTime[0] = loop.close(Duration.ofMillis(30))))
                .isNull();
        assertThat(inTime[0]).as("the owner has made no turn").isFalse();
        assertThat(exits).isEmpty();
        Thread closer = Thread.ofPlatform().start(loop::close);
        loop.turn(Duration.ofHours(1));
        closer.join();
        assertThat(exits).containsExactly(Thread.currentThread());
    }

    @Test
    void aCloseInAHandlerEndsTheTurnAndNotTheHandler() {
        List<Boolean> ended = new ArrayList<>();
        loop.counter("counter", (source, value) -> {
                    ended.add(loop.close(Duration.ofHours(1)));
                    ended.add(source.isOpen());
                })
                .add(1);
        loop.run();
        assertThat(ended).containsExactly(false, true);
        assertThat(loop.close(Duration.ZERO)).isTrue();
    }

    @Test
    void aLoopWhoseThreadIsDeadIsEndedByWhoClosesIt() throws Exception {
        List<String> seen = new ArrayList<>();
        loop.exit("exit", source -> seen.add("exit on " + Thread.currentThread().getName()));
        assertThat(elsewhere(() -> loop.turn(Duration.ZERO))).isNull();
        loop.close();
        assertThat(seen).containsExactly("exit on " + Thread.currentThread().getName());
    }

    @Test
    void theEndIsToldAfterExitHandlersAndTasksAndTakesNoMore() throws Exception {
        List<String> seen = new ArrayList<>();
        CompletableFuture<Void> told =
                loop.terminated().thenRun(() -> seen.add("terminated")).toCompletableFuture();
        loop.exit("exit", source -> {
            seen.add("exit");
            loop.execute(() -> seen.add("task"));
        });
        loop.close();
        told.get(20, TimeUnit.SECONDS);
        assertThat(seen).containsExactly("exit", "task", "terminated");
        assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void nobodyEndsItForOthersByTheStageHeWasGiven() {
        loop.terminated().toCompletableFuture().complete(null);
        assertThat(loop.terminated().toCompletableFuture()).isNotCompleted();
    }

    @Test
    void aPollerThatFailsToCloseKeepsNobodyWaiting() throws Exception {
        EventLoop failing = EventLoop.open("failing", Loops.OPTIONS.withPoller(batch -> new FailingPoller(batch)));
        Thread owner = Thread.ofPlatform().start(failing::run);
        assertThat(failing.close(Duration.ofSeconds(40))).isTrue();
        owner.join();
        assertThat(failing.terminated().toCompletableFuture()).isCompletedWithValue(null);
    }

    /** Closes all, and then fails. */
    private static final class FailingPoller extends PollerWrapper {
        FailingPoller(int batch) {
            super(Loops.POLLER.apply(batch));
        }

        @Override
        public void close() {
            super.close();
            throw new AssertionError("planted");
        }
    }

    @Test
    void aVirtualThreadLeadsNoLoop() throws Exception {
        List<Throwable> refused = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    refused.add(catchThrowable(loop::run));
                    refused.add(catchThrowable(() -> loop.turn(Duration.ZERO)));
                })
                .join();
        assertThat(refused).hasSize(2).allSatisfy(e -> assertThat(e).hasMessageContaining("needs a platform thread"));
    }
}
