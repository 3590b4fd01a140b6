package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Spawn;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of source whose events can be waited for: awaited, taken as they are, as a future, and given up. */
class WaitableKindsTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
    private final EventLoop loop = group.next();

    @AfterEach
    void close() {
        group.close();
    }

    private <T> T made(java.util.concurrent.Callable<T> factory) throws Exception {
        return loop.submit(factory).get(20, TimeUnit.SECONDS);
    }

    /** Makes one event happen. */
    private interface Happening {
        void happen() throws Exception;
    }

    private static <E> void assertWaitable(Waitable<E> source, Happening event) throws Exception {
        CompletableFuture<E> given = source.next();
        assertThat(given.cancel(false)).isTrue();
        event.happen();
        assertThat(source.await(GENEROUS)).as("awaited").isNotNull();
        CompletableFuture<E> next = source.next();
        event.happen();
        assertThat(next.get(20, TimeUnit.SECONDS)).as("as a future").isNotNull();
        event.happen();
        Optional<E> polled = source.poll();
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (polled.isEmpty() && System.nanoTime() < deadline) { // the kernel may have to come to it first
            Thread.onSpinWait();
            polled = source.poll();
        }
        assertThat(polled).as("polled").isPresent();
    }

    @Test
    void counter() throws Exception {
        CounterSource counter = made(() -> loop.counter("counter"));
        assertWaitable(counter, () -> counter.add(1));
    }

    @Test
    void timer() throws Exception {
        TimerSource timer = made(() -> loop.timer("timer"));
        assertWaitable(timer, () -> loop.execute(() -> timer.after(Duration.ofMillis(1))));
    }

    @Test
    void kernelTimer() throws Exception {
        KernelTimerSource timer = made(() -> loop.kernelTimer("timer", Clock.MONOTONIC));
        assertWaitable(timer, () -> loop.execute(() -> timer.arm(Duration.ofMillis(1), Duration.ZERO)));
    }

    @Test
    void signals() throws Exception {
        SignalSource signals = made(() -> loop.signals("signals", Set.of(Signal.WINCH)));
        assertWaitable(signals, () -> Signals.send(ProcessHandle.current().pid(), Signal.WINCH));
    }

    @Test
    void lines() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            StreamSource lines = made(() -> loop.lines("lines", pipe.reader()));
            assertWaitable(
                    lines, () -> pipe.writer().write(ByteBuffer.wrap("line\n".getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void descriptor() throws Exception {
        try (EventFd fd = EventFd.open()) {
            DescriptorSource source = made(() -> loop.descriptor("descriptor", borrowed(fd), Epoll.IN));
            assertWaitable(source, () -> {
                fd.read();
                fd.add(1);
            });
            loop.submit(() -> {
                        source.close();
                        return 0;
                    })
                    .get();
        }
    }

    @Test
    void path(@TempDir Path directory) throws Exception {
        PathSource path = made(() -> loop.path("path", directory));
        int[] number = {0};
        assertWaitable(path, () -> Files.createFile(directory.resolve("file" + number[0]++)));
    }

    @Test
    void supervisorAlsoOfWhatHappenedBeforeAnybodyWaited() throws Exception {
        Supervisor supervisor =
                made(() -> loop.supervise("command", Spawn.command("sleep", "1000"), SupervisorOptions.DEFAULTS));
        assertThat(supervisor.await(GENEROUS)).isInstanceOf(SupervisorEvent.Started.class);
        assertThat(supervisor.await(GENEROUS)).isInstanceOf(SupervisorEvent.Ready.class);
        assertThat(supervisor.poll()).isEmpty();
        assertWaitable(supervisor, () -> loop.execute(supervisor::restart));
    }

    @Test
    void childWhoseEndEverybodyGets() throws Exception {
        ChildSource child = made(() -> loop.child("child", Spawn.command("true")));
        CompletableFuture<ExitStatus> next = child.next();
        ExitStatus status = child.await(GENEROUS);
        assertThat(status.isSuccess()).isTrue();
        assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(status);
        assertThat(child.poll()).contains(status);
    }

    @Test
    void idle() throws Exception {
        IdleSource idle = made(() -> loop.idle("idle", Duration.ofMillis(2)));
        assertThat(idle.await(GENEROUS)).isGreaterThanOrEqualTo(Duration.ofMillis(2));
        assertThat(idle.next().get(20, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(Duration.ofMillis(2));
    }

    @Test
    void pressure() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(Pressure.Resource.CPU.file()));
        PressureSource pressure;
        try {
            pressure = made(() -> loop.pressure(
                    "pressure",
                    Pressure.Resource.CPU,
                    Pressure.Scope.SOME,
                    Duration.ofNanos(1_000),
                    Duration.ofSeconds(2)));
        } catch (java.util.concurrent.ExecutionException e) {
            org.junit.jupiter.api.Assumptions.abort("the kernel refuses a pressure trigger: " + e.getMessage());
            return;
        }
        CompletableFuture<Long> next = pressure.next();
        loop.execute(() -> pressure.reported(Epoll.PRI));
        assertThat(next.get(20, TimeUnit.SECONDS)).isPositive();
    }
}
