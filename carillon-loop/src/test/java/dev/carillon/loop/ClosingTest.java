package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Closing goes through every step, whatever one of them meets, and takes nothing out of a worker's hands. */
class ClosingTest {
    private final LeakCheck leaks = LeakCheck.start();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("test", Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));
    private final WorkerPool pool = new WorkerPool("worker", 1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void nothingIsLeft() {
        mayEnd.countDown();
        loop.close();
        pool.close();
        leaks.assertNothingLeft();
    }

    private static CompletableFuture<Long> await(CounterSource counter) {
        CompletableFuture<Long> awaited = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                awaited.complete(counter.await());
            } catch (InterruptedException | CancellationException e) {
                awaited.completeExceptionally(e);
            }
        });
        return awaited;
    }

    @Test
    void whoAwaitsASourceIsToldAlsoIfTheKernelRefusesToLetGoOfIt() throws Exception {
        Loops.assumeEpoll();
        CounterSource counter = loop.counter("counter");
        CompletableFuture<Long> awaited = await(counter);
        Turns.until(loop, () -> Objects.requireNonNull(counter.waiters()).areWaiting());
        loop.turn(Duration.ZERO);
        ScriptedKernel.seeded(1)
                .failNext("epoll_ctl", Errno.ENOMEM)
                .failNext("close", Errno.EIO)
                .run(() -> assertThatThrownBy(counter::close)
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("ENOMEM")
                        .satisfies(e -> assertThat(e.getSuppressed())
                                .singleElement()
                                .asString()
                                .contains("EIO")));
        assertThat(awaited.handle((_, e) -> e).get(10, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assertThat(loop.sources()).doesNotContain(counter);
    }

    @Test
    void aSignalIsNobodysAlsoIfTheKernelRefusesToLetGoOfItsSource() throws Exception {
        Loops.assumeEpoll();
        SignalSource source = loop.signals("signals", Set.of(Signal.WINCH), (s, info) -> {});
        ScriptedKernel.seeded(1)
                .failNext("epoll_ctl", Errno.ENOMEM)
                .run(() -> assertThatThrownBy(source::close).hasMessageContaining("ENOMEM"));
        loop.signals("again", Set.of(Signal.WINCH), (s, info) -> {}).close();
    }

    @Test
    void eightyThousandPendingSourcesAreClosedOneByOneAndNotOneForEachOther() {
        int count = 80_000;
        List<DeferSource> sources = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DeferSource source = loop.defer("defer", s -> {});
            source.schedule();
            sources.add(source);
        }
        assertThat(loop.dispatcher.depth()).isEqualTo(count);
        // Quadratic it took 20 s; the limit is far from both.
        assertTimeout(Duration.ofSeconds(5), () -> sources.reversed().forEach(Source::close));
        assertThat(loop.dispatcher.depth()).isZero();
    }

    /** A source that owns a pipe's end and gives each event to the worker. */
    private final class Channel extends CustomSource {
        private final StreamFd fd;
        private boolean closed;

        Channel(StreamFd fd) {
            super(loop, "channel", "test", fd, Epoll.IN, new SourceStatistics());
            this.fd = fd;
        }

        @Override
        protected Outcome ready(int events, int budget) {
            pool.hand(this, () -> {
                begun.countDown();
                assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
                assertThat(fd.read(ByteBuffer.allocate(1))).isEqualTo(1);
            });
            return Outcome.DONE;
        }

        @Override
        protected void closed() {
            closed = true;
        }
    }

    private Channel handedOut(Pipe pipe) {
        Channel channel = new Channel(pipe.reader());
        pipe.writer().write(ByteBuffer.wrap(new byte[] {1, 2}));
        Turns.until(loop, () -> begun.getCount() == 0);
        return channel;
    }

    @Test
    void aSourceThatAWorkerHasClosesWhenItIsBackAndItsNumberIsNobodysUntilThen() {
        try (Pipe pipe = Pipe.open()) {
            Channel channel = handedOut(pipe);
            channel.close();
            channel.close();
            Turns.some(loop, 3);
            assertThat(channel.isOpen()).isFalse();
            assertThat(channel.closed).isFalse();
            assertThat(pipe.reader().isOpen()).isTrue();
            assertThat(loop.audit()).isEmpty();
            mayEnd.countDown();
            Turns.until(loop, () -> channel.closed);
            assertThat(pipe.reader().isOpen()).isFalse();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aLoopThatEndsWaitsForNoWorkerButLeavesItTheNumber() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Channel channel = handedOut(pipe);
            int number = pipe.reader().number();
            loop.close();
            assertThat(channel.closed).isTrue();
            try (Pipe other = Pipe.open()) {
                assertThat(List.of(other.reader().number(), other.writer().number()))
                        .doesNotContain(number);
            }
            mayEnd.countDown();
        }
    }

    @Test
    void aDescriptorItsOwnerClosesUnderAWorkerIsNoOtherFileYet() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            DescriptorSource source = loop.descriptor(
                    "borrowed",
                    borrowed(pipe.reader()),
                    Epoll.IN,
                    (s, events) -> pool.hand(s, () -> {
                        begun.countDown();
                        assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
                        pipe.reader().read(ByteBuffer.allocate(1));
                    }));
            pipe.writer().write(ByteBuffer.wrap(new byte[] {1}));
            Turns.until(loop, () -> begun.getCount() == 0);
            int number = pipe.reader().number();
            source.close();
            pipe.reader().close();
            try (EventFd other = EventFd.open()) {
                assertThat(other.number()).isNotEqualTo(number);
                mayEnd.countDown();
                Turns.until(loop, () -> !failures.isEmpty());
            }
            assertThat(failures)
                    .singleElement()
                    .satisfies(e -> assertThat(e).hasMessage("pipe " + number + " is closed"));
        }
    }
}
