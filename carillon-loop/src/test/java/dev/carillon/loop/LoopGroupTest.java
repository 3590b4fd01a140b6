package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopGroupTest {
    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void listen() {
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
    }

    @AfterEach
    void noThreadHasDied() {
        Thread.setDefaultUncaughtExceptionHandler(null);
        assertThat(uncaught).isEmpty();
    }

    private static LoopGroup start(int count) {
        return LoopGroup.start("test", count, Loops.OPTIONS);
    }

    @Test
    void theLoopsAreGivenOutInTurn() {
        try (LoopGroup group = start(3)) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                names.add(group.next().name());
            }
            assertThat(names).containsExactly("test-1", "test-2", "test-3", "test-1", "test-2", "test-3", "test-1");
            assertThat(group.loops()).extracting(EventLoop::name).containsExactly("test-1", "test-2", "test-3");
        }
    }

    @Test
    void aSetupRunsOnEachLoopsOwnThread() {
        try (LoopGroup group = start(3)) {
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            group.onEach(loop -> {
                assertThat(loop.isLoopThread()).isTrue();
                loop.defer("setup", source -> {});
                seen.add(loop.name() + " on " + Thread.currentThread().getName());
            });
            assertThat(seen).containsExactlyInAnyOrder("test-1 on test-1", "test-2 on test-2", "test-3 on test-3");
        }
    }

    @Test
    void aSetupThatThrowsIsToldToTheCallerOnceAllAreDone() {
        try (LoopGroup group = start(3)) {
            AtomicInteger done = new AtomicInteger();
            assertThatThrownBy(() -> group.onEach(loop -> {
                        done.incrementAndGet();
                        if (loop.name().equals("test-2")) {
                            throw new IllegalStateException("planted");
                        }
                    }))
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("planted");
            assertThat(done.get()).isEqualTo(3);
            group.onEach(loop -> done.incrementAndGet());
            assertThat(done.get()).isEqualTo(6);
        }
    }

    @Test
    void aSetupFromALoopOfTheGroupIsRefusedForItWouldWaitForItself() throws Exception {
        try (LoopGroup group = start(2)) {
            String refusal = group.next()
                    .submit(() -> {
                        try {
                            group.onEach(loop -> {});
                            return "taken";
                        } catch (IllegalStateException e) {
                            return "" + e.getMessage();
                        }
                    })
                    .get();
            assertThat(refusal).isEqualTo("a loop of the group would wait for itself, called from \"test-1\"");
        }
    }

    @Test
    void closingEndsAllLoopsAndLeavesNoThreadAndNoDescriptor() {
        try (LeakCheck leaks = LeakCheck.start()) {
            AtomicInteger exits = new AtomicInteger();
            LoopGroup group = start(4);
            group.onEach(loop -> {
                loop.counter("counter", (source, value) -> {});
                loop.exit("exit", source -> exits.incrementAndGet());
            });
            group.close();
            assertThat(exits.get()).isEqualTo(4);
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("test-"));
            group.close();
            leaks.assertNothingLeft();
            assertThatThrownBy(() -> group.next().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> group.onEach(loop -> {})).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void aLoopOfTheGroupEndsThemAll() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            LoopGroup group = start(3);
            CountDownLatch exits = exitsOf(group);
            group.next().execute(group::close);
            exits.await();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void loopsThatCloseTheGroupAtTheSameTimeDoNotWaitForEachOther() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (LeakCheck leaks = LeakCheck.start()) {
                LoopGroup group = start(3);
                CountDownLatch exits = exitsOf(group);
                CyclicBarrier together = new CyclicBarrier(4);
                for (EventLoop loop : group.loops()) {
                    loop.execute(() -> {
                        await(together);
                        group.close();
                    });
                }
                await(together);
                group.close();
                exits.await();
                leaks.assertNothingLeft();
            }
        }
    }

    private static CountDownLatch exitsOf(LoopGroup group) {
        CountDownLatch exits = new CountDownLatch(group.loops().size());
        group.onEach(loop -> loop.exit("exit", source -> exits.countDown()));
        return exits;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anInterruptedThreadStillWaitsForTheEndAndStaysInterrupted() {
        try (LeakCheck leaks = LeakCheck.start()) {
            LoopGroup group = start(2);
            Thread.currentThread().interrupt();
            group.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("test-"));
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aLoopThatCannotBeMadeTakesTheOthersWithIt() {
        for (int round = 0; round < 100; round++) {
            AtomicInteger made = new AtomicInteger();
            LoopOptions options = Loops.OPTIONS.withPoller(batch -> {
                if (made.incrementAndGet() == 3) {
                    throw new IllegalStateException("planted");
                }
                return Loops.OPTIONS.poller().apply(batch);
            });
            try (LeakCheck leaks = LeakCheck.start()) {
                assertThatThrownBy(() -> LoopGroup.start("test", 4, options)).hasMessage("planted");
                leaks.assertNothingLeft();
            }
        }
    }

    @Test
    void aLoopThatIsClosedWhileItsThreadStartsEndsOnce() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            for (int round = 0; round < 500; round++) {
                EventLoop loop = Loops.open("test");
                AtomicInteger exits = new AtomicInteger();
                loop.exit("exit", source -> exits.incrementAndGet());
                CyclicBarrier together = new CyclicBarrier(2);
                Thread thread = Thread.ofPlatform().start(() -> {
                    await(together);
                    try {
                        loop.run();
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessage("event loop \"test\" has ended");
                    }
                });
                await(together);
                loop.close();
                thread.join();
                assertThat(exits.get()).as("round %d", round).isEqualTo(1);
            }
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aGroupHasALoopOrMore() {
        for (int count : List.of(0, -1, Integer.MIN_VALUE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> start(count))
                    .withMessage("a loop group has 1 loop or more, not " + count);
        }
    }
}
