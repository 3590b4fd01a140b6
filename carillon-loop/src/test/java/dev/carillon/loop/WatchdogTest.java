package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.testkit.Logged;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the watchdog says while a handler takes too long; and of a loop that sleeps it says nothing. */
@Timeout(60)
class WatchdogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ManualTime time = new ManualTime();
    private final LoopOptions options =
            Loops.OPTIONS.withSlowHandler(Duration.ofMillis(5)).withTime(time);
    private final Logged logged = Logged.by(Watchdog.class);
    private final CountDownLatch release = new CountDownLatch(1);
    private LoopGroup group;
    private EventLoop loop;

    @BeforeEach
    void start() {
        group = LoopGroup.start("watched", 1, options);
        loop = group.next();
    }

    @AfterEach
    void close() {
        release.countDown();
        group.close();
        logged.close();
    }

    private void stay() throws InterruptedException {
        time.pass(Duration.ofSeconds(1));
        release.await();
    }

    /** Settled in the turn in which it was made. */
    private final class Settling extends CustomSource {
        private final Callable<?> onSettle;

        private Settling(Callable<?> onSettle) {
            super(loop, "settling one", "test", EventFd.open(), Epoll.IN, new SourceStatistics());
            this.onSettle = onSettle;
            settleSoon();
        }

        @Override
        protected Outcome ready(int events, int budget) {
            return Outcome.NOTHING;
        }

        @Override
        protected void settle() throws Exception {
            onSettle.call();
        }
    }

    private void assertTold(String source) throws InterruptedException {
        assertThat(logged.awaitFirst(PATIENCE)).isTrue();
        assertThat(logged.lines()).singleElement().asString().contains(source, "running for 1000 ms", "stay");
        release.countDown();
    }

    @Test
    void itNamesTheSourceAndShowsWhereItIsWhileItIsStillThere() throws Exception {
        loop.submit(() -> loop.counter("slow one", (source, value) -> stay()))
                .get()
                .add(1);
        assertTold("counter \"slow one\"");
        assertThat(loop.submit(() -> loop.statistics().slowHandlers()).get()).isEqualTo(1);
    }

    @Test
    void itNamesASourceThatTakesTooLongToSettle() throws Exception {
        loop.execute(() -> new Settling(() -> {
            stay();
            return this;
        }));
        assertTold("test \"settling one\"");
    }

    @Test
    void ofALoopThatSleepsAfterAHandlerItSaysNothing() throws Exception {
        CompletableFuture<Long> turn = new CompletableFuture<>();
        loop.submit(() -> loop.counter(
                        "quick one",
                        (source, value) -> turn.complete(loop.statistics().turns())))
                .get()
                .add(1);
        assertNothingIsSaidAfter(turn.get());
    }

    @Test
    void ofALoopThatSleepsAfterASourceHasSettledItSaysNothing() throws Exception {
        CompletableFuture<Long> turn = new CompletableFuture<>();
        loop.execute(() -> new Settling(() -> turn.complete(loop.statistics().turns())));
        assertNothingIsSaidAfter(turn.get());
    }

    /** Another loop is told of twice, so that the watchdog has looked at the one that sleeps in between. */
    private void assertNothingIsSaidAfter(long turn) throws Exception {
        awaitTurnAfter(loop, turn);
        try (LoopGroup others = LoopGroup.start("other", 1, options)) {
            EventLoop other = others.next();
            for (int i = 1; i <= 2; i++) {
                int told = i;
                awaitTurnAfter(
                        other,
                        other.submit(() -> {
                                    time.pass(Duration.ofSeconds(1));
                                    await(() -> logged.lines().size() >= told);
                                    return other.statistics().turns();
                                })
                                .get());
            }
        }
        assertThat(logged.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("handler of post \"mailbox\""));
    }

    private static void awaitTurnAfter(EventLoop loop, long turn) {
        await(() -> loop.statistics().turns() > turn);
    }

    private static void await(BooleanSupplier happened) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
