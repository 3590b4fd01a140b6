package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.life.SourceState;
import dev.carillon.testkit.ScriptedKernel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads that wait for a source which fails meanwhile. */
class FailedAwaitTest {
    private final EventLoop loop = Loops.open("test");
    private final CounterSource counter = loop.counter("counter");
    private Thread waiting = Thread.currentThread();

    @AfterEach
    void close() {
        loop.close();
    }

    private CompletableFuture<Long> await() {
        CompletableFuture<Long> awaited = new CompletableFuture<>();
        waiting = Thread.ofVirtual().start(() -> {
            try {
                awaited.complete(counter.await());
            } catch (InterruptedException | CancellationException e) {
                awaited.completeExceptionally(e);
            }
        });
        return awaited;
    }

    private static void assertFailed(CompletableFuture<Long> awaited) {
        Throwable error = awaited.handle((_, failure) -> failure)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
        assertThat(error)
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("counter \"counter\" has failed, and is disabled")
                .cause()
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EIO");
    }

    private void fail() throws Exception {
        Turns.some(loop, 2); // what has woken the loop is read, so that the read that fails is the counter's
        counter.add(1);
        ScriptedKernel.seeded(1).failNext("read", Errno.EIO).run(() -> Turns.until(loop, () -> !counter.isEnabled()));
    }

    @Test
    void theyFailAsItDoesUntilItIsEnabledAgain() throws Exception {
        CompletableFuture<Long> first = await();
        Turns.until(loop, () -> !counter.isHeld(SourceState.Hold.UNAWAITED));
        Turns.until(loop, () -> waiting.getState() == Thread.State.WAITING);
        fail();
        assertFailed(first);

        CompletableFuture<Long> second = await();
        Turns.until(loop, second::isDone);
        assertFailed(second);

        counter.enable();
        CompletableFuture<Long> third = await();
        Turns.until(loop, third::isDone);
        assertThat(third).isCompletedWithValue(1L);
    }

    @Test
    void onItsLoopsThreadTheyFailAtOnce() throws Exception {
        CompletableFuture<Long> first = counter.next();
        fail();
        assertFailed(first);
        assertFailed(counter.next());
        assertFailed(counter.next());
        counter.enable();
        CompletableFuture<Long> last = counter.next();
        Turns.until(loop, last::isDone);
        assertThat(last).isCompletedWithValue(1L);
    }
}
