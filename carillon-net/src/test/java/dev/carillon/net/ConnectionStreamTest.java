package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Straight-line code on virtual threads at both ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConnectionStreamTest {
    private static final int LIMIT_SECONDS = 30;

    private final LoopGroup group = LoopGroup.start("stream", 1, LoopOptions.DEFAULTS);
    private final EventLoop loop = group.next();
    private final BlockingQueue<ConnectionStream> accepted = new LinkedBlockingQueue<>();
    private final Connector connector = new Connector(loop, "client", ConnectionOptions.DEFAULTS);
    private final CompletableFuture<String> mayEnd = new CompletableFuture<>();
    private final Listener listener = loop.submit(() -> Listener.open(
                    loop,
                    "server",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenerOptions.DEFAULTS,
                    ConnectionStream.serving(stream -> {
                        accepted.add(stream);
                        mayEnd.join();
                    })))
            .join();

    @AfterEach
    void end() {
        mayEnd.complete("now");
        group.close();
    }

    private ConnectionStream connect() {
        ConnectionStream client = new ConnectionStream();
        loop.submit(() -> connector.connect(listener.address(), client)).join();
        return client;
    }

    private ConnectionStream accept() throws InterruptedException {
        ConnectionStream server = accepted.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(server).isNotNull();
        return server;
    }

    /** What a virtual thread that calls this gets to know; the thread is waiting when this returns. */
    private static Thread waiting(CompletableFuture<Throwable> outcome, Blocking call) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                call.run();
                outcome.complete(new AssertionError("it did not fail"));
            } catch (IOException | AssertionError e) {
                outcome.complete(e);
            }
        });
        while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    /** A call that waits. */
    @FunctionalInterface
    private interface Blocking {
        void run() throws IOException;
    }

    private static Throwable get(CompletableFuture<Throwable> outcome) throws Exception {
        return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void aSmallBufferGetsTheRestNextTime() throws Exception {
        ConnectionStream client = connect();
        ConnectionStream server = accept();
        client.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        client.endOutput();
        List<Byte> seen = new ArrayList<>();
        ByteBuffer two = ByteBuffer.allocate(2);
        while (server.read(two.clear()) != ConnectionStream.END) {
            two.flip();
            while (two.hasRemaining()) {
                seen.add(two.get());
            }
        }
        assertThat(seen).containsExactly((byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5);
        assertThat(server.read(two.clear())).as("the end stays").isEqualTo(ConnectionStream.END);
        assertThatThrownBy(() -> server.read(ByteBuffer.allocate(0))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anInterruptedReaderLosesNothing() throws Exception {
        ConnectionStream client = connect();
        ConnectionStream server = accept();
        for (int round = 0; round < 50; round++) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread reader = waiting(outcome, () -> server.read(ByteBuffer.allocate(10)));
            reader.interrupt();
            assertThat(get(outcome)).isInstanceOf(InterruptedIOException.class);
            client.write(ByteBuffer.wrap(new byte[] {(byte) round}));
            ByteBuffer one = ByteBuffer.allocate(1);
            assertThat(server.read(one)).isEqualTo(1);
            assertThat(one.get(0)).isEqualTo((byte) round);
        }
    }

    @Test
    void anInterruptedWriterHasQueuedItsBytes() throws Exception {
        ConnectionStream client = connect();
        ConnectionStream server = accept();
        Pattern sent = new Pattern(1);
        int size = 16 * 1024 * 1024; // more than the kernel takes
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread writer = waiting(outcome, () -> client.write(sent.make(size)));
        writer.interrupt();
        assertThat(get(outcome)).isInstanceOf(InterruptedIOException.class);
        Pattern wanted = new Pattern(1);
        ByteBuffer buffer = ByteBuffer.allocate(100_000);
        while (wanted.position() < size) {
            assertThat(server.read(buffer.clear())).isPositive();
            wanted.check(buffer.flip());
        }
    }

    @Test
    void whoWaitsIsToldOfTheReset() throws Exception {
        ConnectionStream client = connect();
        ConnectionStream server = accept();
        CompletableFuture<Throwable> reader = new CompletableFuture<>();
        CompletableFuture<Throwable> writer = new CompletableFuture<>();
        waiting(reader, () -> server.read(ByteBuffer.allocate(10)));
        waiting(writer, () -> server.write(ByteBuffer.allocate(16 * 1024 * 1024)));
        Connection own = client.connection();
        loop.execute(own::reset);
        assertThat(get(reader)).isInstanceOf(IOException.class).hasMessageContaining("ECONNRESET");
        assertThat(get(writer)).isInstanceOf(IOException.class).hasMessageContaining("ECONNRESET");
        assertThat(server.awaitClosed()).isEqualTo(CloseReason.RESET);
        assertThatThrownBy(() -> server.read(ByteBuffer.allocate(1))).hasMessageContaining("ECONNRESET");
        assertThatThrownBy(() -> server.write(ByteBuffer.allocate(1))).hasMessageContaining("ECONNRESET");
    }

    @Test
    void codeThatFailsWhateverTheErrorBreaksItOff() throws Exception {
        Listener failing = loop.submit(() -> Listener.open(
                        loop,
                        "failing",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenerOptions.DEFAULTS,
                        ConnectionStream.serving(stream -> {
                            throw new StackOverflowError("of the code");
                        })))
                .join();
        ConnectionStream client = new ConnectionStream();
        loop.submit(() -> connector.connect(failing.address(), client)).join();
        assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1))).hasMessageContaining("ECONNRESET");
        assertThat(loop.submit(() -> failing.connections().closed(CloseReason.HANDLER_FAILED))
                        .join())
                .isEqualTo(1);
    }

    @Test
    void aReaderThatWaitsGetsTheEnd() throws Exception {
        ConnectionStream client = connect();
        ConnectionStream server = accept();
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        waiting(outcome, () -> assertThat(server.read(ByteBuffer.allocate(10))).isEqualTo(ConnectionStream.END));
        client.close();
        assertThat(get(outcome)).hasMessage("it did not fail");
        server.close();
        assertThat(client.awaitClosed()).isEqualTo(CloseReason.FINISHED);
        assertThat(server.awaitClosed()).isEqualTo(CloseReason.FINISHED);
    }

    @Test
    void whatIsClosedBeforeItIsConnectedEndsOnceItIs() throws Exception {
        ConnectionStream client = new ConnectionStream();
        loop.submit(() -> {
                    Connection connecting = connector.connect(listener.address(), client);
                    client.close();
                    return connecting;
                })
                .join();
        ConnectionStream server = accept();
        assertThat(server.read(ByteBuffer.allocate(1))).isEqualTo(ConnectionStream.END);
        server.close();
        assertThat(client.awaitClosed()).isEqualTo(CloseReason.FINISHED);
    }

    @Test
    void manyAtOnce() throws Exception {
        mayEnd.complete("echo is served here");
        List<CompletableFuture<Throwable>> outcomes = new ArrayList<>();
        Listener echo = loop.submit(() -> Listener.open(
                        loop,
                        "echo",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        ListenerOptions.DEFAULTS,
                        ConnectionStream.serving(ConnectionStreamTest::echo)))
                .join();
        for (int i = 0; i < 300; i++) {
            int number = i;
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            outcomes.add(outcome);
            ConnectionStream client = new ConnectionStream();
            loop.execute(() -> connector.connect(echo.address(), client));
            Thread.ofVirtual().start(() -> ask(client, number, outcome));
        }
        for (CompletableFuture<Throwable> outcome : outcomes) {
            assertThat(get(outcome)).hasMessage("well");
        }
    }

    private static void echo(ConnectionStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        while (stream.read(buffer.clear()) != ConnectionStream.END) {
            stream.write(buffer.flip());
        }
    }

    private static void ask(ConnectionStream client, int number, CompletableFuture<Throwable> outcome) {
        try {
            client.write(new Pattern(number).make(5000));
            client.endOutput();
            Pattern back = new Pattern(number);
            ByteBuffer buffer = ByteBuffer.allocate(700);
            while (client.read(buffer.clear()) != ConnectionStream.END) {
                back.check(buffer.flip());
            }
            assertThat(back.position()).isEqualTo(5000);
            assertThat(client.awaitClosed()).isEqualTo(CloseReason.FINISHED);
            outcome.complete(new Throwable("well"));
        } catch (IOException | AssertionError e) {
            outcome.complete(e);
        }
    }
}
