package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The write that wakes the loop fails on the thread that makes it, whatever the reason: no task and no stop is lost. */
@Timeout(60)
class WakeUpFailureTest {
    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);

    /** Hands in tasks until one finds the loop asleep: with others the fault has nothing to hit. */
    private void handInUntilAWriteFails(EventLoop loop) throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        while (kernel.calls("write") == 0) {
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(() -> {
                ran.incrementAndGet();
                done.countDown();
            });
            accepted.incrementAndGet();
            assertThat(done.await(40, TimeUnit.SECONDS)).as("task %s", accepted).isTrue();
        }
        assertThat(ran.get()).isEqualTo(accepted.get());
    }

    @Test
    void aTaskWhoseWakeUpFailsForMemoryRunsOnce() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS)) {
            kernel.before("write", () -> {
                throw new OutOfMemoryError("planted");
            });
            kernel.run(() -> handInUntilAWriteFails(group.next()));
        }
    }

    @Test
    void aTaskWhoseWakeUpTheKernelRefusesRunsOnce() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS)) {
            kernel.failNext("write", Errno.ENOMEM);
            kernel.run(() -> handInUntilAWriteFails(group.next()));
        }
    }

    @Test
    void aLoopThatIsDrivenByTurnsIsWokenAllTheSame() throws Exception {
        EventLoop loop = Loops.open("driven");
        Thread owner = Thread.ofPlatform().start(() -> {
            while (!loop.isStopping()) {
                loop.turn(Duration.ofHours(1));
            }
            loop.close();
        });
        kernel.failNext("write", Errno.ENOMEM);
        kernel.run(() -> handInUntilAWriteFails(loop));
        loop.close();
        owner.join();
    }

    @Test
    void aStopWhoseWakeUpFailsStops() throws Exception {
        while (kernel.calls("write") == 0) {
            LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
            kernel.failNext("write", Errno.ENOMEM).run(group.next()::stop);
            group.next().terminated().toCompletableFuture().get(40, TimeUnit.SECONDS);
            group.close();
        }
    }
}
