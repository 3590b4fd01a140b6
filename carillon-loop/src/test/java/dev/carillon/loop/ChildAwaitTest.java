package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Spawn;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A child's end in straight-line code. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildAwaitTest {
    private static final ExitStatus THREE = new ExitStatus(3, null, false);

    private final LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
    private final EventLoop loop = group.next();
    private final Pipe input = Pipe.openBlocking();

    @AfterEach
    void close() {
        group.close();
        input.close();
    }

    /** A child that ends with code 3 when told. */
    private ChildSource start() throws Exception {
        return loop.submit(() -> loop.child(
                        "child", Spawn.command("sh", "-c", "read x; exit 3").standardInput(input.reader())))
                .get();
    }

    private void tellToEnd() {
        input.writer().write(ByteBuffer.wrap(new byte[] {'\n'}));
    }

    @Test
    void allWhoWaitGetTheStatusAlsoAfterTheEnd() throws Exception {
        ChildSource child = start();
        Queue<Object> seen = new ConcurrentLinkedQueue<>();
        List<Thread> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiters.add(Thread.ofVirtual().start(() -> {
                try {
                    seen.add(child.await());
                } catch (Exception e) {
                    seen.add(e);
                }
            }));
        }
        assertThatThrownBy(() -> child.await(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
        tellToEnd();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertThat(seen).hasSize(10).containsOnly(THREE);
        assertThat(child.await()).isEqualTo(THREE);
        assertThat(child.await(Duration.ZERO.plusSeconds(20))).isEqualTo(THREE);
    }

    @Test
    void aChildThatEndsBeforeAnybodyWaitsIsReapedAndNotForgotten() throws Exception {
        ChildSource child = start();
        tellToEnd();
        while (Files.exists(Path.of("/proc/" + child.pid()))) {
            Thread.onSpinWait();
        }
        assertThat(child.await(Duration.ofSeconds(20))).isEqualTo(THREE);
    }

    @Test
    void aChildOfTheJdkIsAwaited() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read x; exit 3").start();
        ChildSource child = loop.submit(() -> loop.child("child", process)).get();
        process.getOutputStream().close();
        assertThat(child.await(Duration.ofSeconds(20))).isEqualTo(THREE);
        assertThat(process.waitFor()).isEqualTo(3);
    }

    @Test
    void aWaitThatIsInterruptedTakesNothingAway() throws Exception {
        ChildSource child = start();
        Thread.currentThread().interrupt();
        assertThatThrownBy(child::await).isInstanceOf(InterruptedException.class);
        tellToEnd();
        assertThat(child.await(Duration.ofSeconds(20))).isEqualTo(THREE);
    }

    @Test
    void aSourceClosedBeforeTheEndEndsTheWait() throws Exception {
        ChildSource child = start();
        Queue<Throwable> seen = new ConcurrentLinkedQueue<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                child.await();
            } catch (Exception e) {
                seen.add(e);
            }
        });
        assertThatThrownBy(() -> child.await(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
        loop.submit(() -> {
                    child.close();
                    return true;
                })
                .get();
        waiter.join();
        assertThat(seen).singleElement().isInstanceOf(CancellationException.class);
        assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
        group.close();
        assertThatThrownBy(child::await).isInstanceOf(CancellationException.class);
        tellToEnd();
    }

    @Test
    void aSourceWithAHandlerIsNotAwaited() throws Exception {
        ChildSource child = loop.submit(() -> loop.child("child", Spawn.command("true"), (source, status) -> {}))
                .get();
        assertThatThrownBy(child::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a handler");
    }
}
