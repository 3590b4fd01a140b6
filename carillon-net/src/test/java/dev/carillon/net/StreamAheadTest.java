package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes while straight-line code reads nothing. */
@Timeout(value = 60)
class StreamAheadTest {
    private static final Duration IDLE = Duration.ofMinutes(1);
    /** Of what a handler may leave: less than one read brings. */
    private static final int LIMIT = 1000;

    private static final int AHEAD = 16 * 1024;
    private static final int ONE_READ = 64 * 1024;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1).withVirtualTime();
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS.withTime(kernel::nanos));
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final Socket peer = pair.other();
    private final ConnectionStream stream = new ConnectionStream();
    private final Connection connection = new Connection(
            new ConnectionGroup(
                    loop,
                    "ahead",
                    ConnectionOptions.DEFAULTS.withReceiveLimit(LIMIT).withTimeouts(Timeouts.NONE.withIdleRead(IDLE))),
            pair.one(),
            null,
            true,
            stream);

    @AfterEach
    void close() {
        loop.close();
        peer.close();
        binding.close();
    }

    /** What a reader gets, or why it gets nothing. */
    private CompletableFuture<Integer> read(ByteBuffer into) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(stream.read(into));
            } catch (IOException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private int await(CompletableFuture<Integer> reader) {
        while (!reader.isDone()) {
            loop.turn(Duration.ZERO);
        }
        return reader.join();
    }

    private void send(int count) {
        assertThat(peer.send(ByteBuffer.allocateDirect(count), 0)).isEqualTo(count);
        Turns.some(loop, 3);
    }

    private void pass(Duration time) {
        long until = kernel.nanos() + time.toNanos();
        while (kernel.nanos() < until) {
            loop.turn(Duration.ofNanos(until - kernel.nanos()));
        }
    }

    @Test
    void aSlowReaderMakesThePeerWait() {
        connection.begin(true);
        ByteBuffer much = ByteBuffer.allocateDirect(ONE_READ);
        int sent = 0;
        int count;
        while ((count = peer.send(much.clear(), 0)) > 0) {
            sent += count;
            Turns.some(loop, 3);
        }
        assertThat(connection.bytesReceived()).isBetween((long) AHEAD, (long) AHEAD + ONE_READ);
        ByteBuffer some = ByteBuffer.allocate(1000);
        int got = 0;
        while (got < sent) {
            got += await(read(some.clear()));
        }
        assertThat(got).isEqualTo(sent);
    }

    @Test
    void whatCameAndTheEndBehindItAreRead() {
        connection.begin(true);
        send(100);
        send(50);
        peer.shutdown(Shutdown.WRITE);
        Turns.some(loop, 3);
        assertThat(connection.bytesReceived()).isEqualTo(150);
        ByteBuffer some = ByteBuffer.allocate(60);
        assertThat(await(read(some.clear()))).isEqualTo(60);
        assertThat(await(read(some.clear()))).isEqualTo(60);
        assertThat(await(read(some.clear()))).isEqualTo(30);
        assertThat(await(read(some.clear()))).isEqualTo(ConnectionStream.END);
    }

    @Test
    void thePeersTimeStandsStillWhileNobodyReads() {
        connection.begin(true);
        pass(IDLE.multipliedBy(10));
        send(1);
        pass(IDLE.multipliedBy(10));
        assertThat(connection.isOpen()).isTrue();
        ByteBuffer some = ByteBuffer.allocate(60);
        assertThat(await(read(some.clear()))).isEqualTo(1);
        CompletableFuture<Integer> waits = read(some.clear());
        while (!ConnectionState.takesMessages(connection.conversation.state)) {
            loop.turn(Duration.ZERO);
        }
        pass(IDLE.minusSeconds(1));
        assertThat(connection.isOpen()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> await(waits)).hasMessageContaining("IDLE_READ_TIMEOUT");
    }

    @Test
    void whatIsReadAheadIsNotWhatAHandlerHasLeft() {
        connection.begin(true);
        send(5 * LIMIT);
        assertThat(connection.isOpen()).isTrue();
        ByteBuffer some = ByteBuffer.allocate(LIMIT / 2);
        for (int i = 0; i < 10; i++) {
            assertThat(await(read(some.clear()))).isEqualTo(LIMIT / 2);
        }
        assertThat(connection.isOpen()).isTrue();
    }
}
