package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Figures as other threads see them that ask again and again, long enough for the compiler to have had its say. */
class FiguresElsewhereTest {
    private static final long COMPILED = 200_000_000;

    private final EventLoop loop = EventLoop.open("figures");

    @AfterEach
    void close() {
        loop.close();
    }

    /** Asks without anything else in the loop that would make the JVM look again; says so once it has asked often. */
    private static Thread asking(BooleanSupplier changed, CountDownLatch compiled) {
        return Thread.ofPlatform().daemon().start(() -> {
            long asked = 0;
            while (!changed.getAsBoolean()) {
                if (++asked == COMPILED) {
                    compiled.countDown();
                }
            }
            compiled.countDown();
        });
    }

    private void assertSeen(BooleanSupplier changed, Runnable change) throws InterruptedException {
        CountDownLatch compiled = new CountDownLatch(1);
        Thread reader = asking(changed, compiled);
        assertThat(compiled.await(1, TimeUnit.MINUTES)).isTrue();
        change.run();
        assertThat(reader.join(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void aTurnOfTheLoopIsSeen() throws InterruptedException {
        LoopStatistics statistics = loop.statistics();
        assertSeen(() -> statistics.turns() > 0, () -> loop.turn(Duration.ZERO));
    }

    @Test
    void anEventOfASourceIsSeen() throws InterruptedException {
        CounterSource counter = loop.counter("counter", (_, value) -> {});
        SourceStatistics statistics = counter.statistics();
        assertSeen(() -> statistics.events() > 0, () -> {
            counter.add(1);
            loop.turn(Duration.ZERO);
        });
    }

    @Test
    void howLongHandlersTookIsSeen() throws InterruptedException {
        CounterSource counter = loop.counter("counter", (_, value) -> {});
        Histogram histogram = counter.statistics().handlerTime();
        assertSeen(() -> histogram.count() > 0, () -> {
            counter.add(1);
            loop.turn(Duration.ZERO);
        });
    }

    @Test
    void aLedgerIsSeenToChange() throws InterruptedException {
        TimerSource timer = loop.timer("timer", (_, ticks) -> {});
        timer.after(Duration.ZERO);
        assertSeen(
                () -> timer.ledger().handled() > 0,
                () -> Turns.until(loop, () -> timer.ledger().handled() > 0));
    }
}
