package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.frame.Delimiter;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an exchange costs: one read, one write and one wait, whatever the handler's calls are. */
class SystemCallsTest {
    private static final int EXCHANGES = 50;
    private static final int HEAP_BUFFER = 32 * 1024;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS);
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final Socket peer = pair.other();
    private final ByteBuffer answer = ByteBuffer.allocateDirect(2 * HEAP_BUFFER);

    private void serve(ConnectionHandler handler) {
        Connection connection = new Connection(
                new ConnectionGroup(loop, "one", ConnectionOptions.DEFAULTS), pair.one(), null, true, handler);
        connection.begin(true);
        Turns.some(loop, 3);
    }

    @AfterEach
    void close() {
        loop.close();
        peer.close();
        binding.close();
    }

    /** Exchanges of which each takes one turn; the peer's own are one read and one write each. */
    private void exchange(String question, int answerLength) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(question.length());
        bytes.put(question.getBytes(StandardCharsets.US_ASCII)).flip();
        kernel.forgetCalls();
        for (int i = 0; i < EXCHANGES; i++) {
            peer.send(bytes.rewind(), 0);
            loop.turn(Duration.ZERO);
            assertThat(peer.read(answer.clear())).isEqualTo(answerLength);
        }
        long waits = kernel.calls("epoll_wait") + kernel.calls("epoll_pwait2");
        assertThat(waits).as("waits").isEqualTo(EXCHANGES);
        assertThat(kernel.calls()).as("all, the peer's included").isEqualTo(5L * EXCHANGES);
    }

    @Test
    void anEchoIsOneReadAndOneWrite() {
        serve((connection, bytes) -> connection.write(bytes));
        exchange("hello", 5);
    }

    @Test
    void sixteenAnswersOfOneCallLeaveTogether() {
        serve(new MessageReceiver(Delimiter.lines(100)) {
            @Override
            protected void message(Connection connection, ByteBuffer line) {
                connection.write(line, framing());
            }
        });
        exchange("question\n".repeat(16), 9 * 16);
    }

    @Test
    void aLargeBufferOfTheHeapIsOneWrite() {
        ByteBuffer large = ByteBuffer.allocate(HEAP_BUFFER);
        serve((connection, bytes) -> {
            bytes.position(bytes.limit());
            connection.write(large.rewind());
        });
        exchange("?", HEAP_BUFFER);
    }

    @Test
    void aPauseThatEndsInTheSameCallCostsNothing() {
        serve((connection, bytes) -> {
            connection.pause();
            connection.write(bytes);
            connection.resume();
        });
        exchange("hello", 5);
    }
}
