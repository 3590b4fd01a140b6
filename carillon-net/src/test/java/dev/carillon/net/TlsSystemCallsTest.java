package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an exchange over TLS costs: one read, one write and one wait, and of what fits into a record one record. */
class TlsSystemCallsTest {
    private static final int EXCHANGES = 50;
    private static final int HEAP_BUFFER = 32 * 1024;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS);
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final ByteBuffer answer = ByteBuffer.allocate(2 * HEAP_BUFFER);

    private SecureStream serve(Cell.Line line, ConnectionHandler handler) {
        ConnectionGroup group =
                new ConnectionGroup(loop, "one", ConnectionOptions.DEFAULTS.withTls(SecureStream.server()));
        Connection connection = new Connection(group, pair.one(), group.engine(), true, handler);
        connection.begin(true);
        SecureStream client = new SecureStream(pair.other(), line);
        Turns.until(loop, () -> client.shakesHands() && ConnectionState.isOpen(connection.conversation.state));
        Turns.untilQuiet(loop);
        assertThat(client.read(answer)).as("but tickets for a next time").isZero();
        return client;
    }

    @AfterEach
    void close() {
        loop.close();
        pair.other().close();
        binding.close();
    }

    private void exchange(SecureStream client, String question, int answerLength, int records) {
        ByteBuffer bytes = ByteBuffer.wrap(question.getBytes(StandardCharsets.US_ASCII));
        long calls = 0;
        for (int i = 0; i < EXCHANGES; i++) {
            assertThat(client.send(bytes.rewind())).isEqualTo(bytes.capacity());
            kernel.forgetCalls();
            loop.turn(Duration.ZERO);
            calls += kernel.calls();
            answer.clear();
            int before = client.records();
            while (answer.position() < answerLength) {
                assertThat(client.read(answer)).isPositive();
            }
            assertThat(client.records() - before).as("records").isEqualTo(records);
        }
        assertThat(calls).as("all of the loop's").isEqualTo(3L * EXCHANGES);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "TLS_1_2"})
    void anEchoIsOneReadAndOneWrite(Cell.Line line) {
        exchange(serve(line, (connection, bytes) -> connection.write(bytes)), "hello", 5, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "TLS_1_2"})
    void sixteenAnswersOfOneCallAreOneRecord(Cell.Line line) {
        SecureStream client = serve(line, new MessageReceiver(Delimiter.lines(100)) {
            @Override
            protected void message(Connection connection, ByteBuffer text) {
                connection.write(text, framing());
            }
        });
        exchange(client, "question\n".repeat(16), 9 * 16, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "TLS_1_2"})
    void aLargeBufferOfTheHeapIsOneWriteOfFullRecords(Cell.Line line) {
        ByteBuffer large = ByteBuffer.allocate(HEAP_BUFFER);
        SecureStream client = serve(line, (connection, bytes) -> {
            bytes.position(bytes.limit());
            connection.write(large.rewind());
        });
        int records = line == Cell.Line.TLS ? 3 : 2; // the JDK fills those of TLS 1.3 but for a few bytes
        exchange(client, "?", HEAP_BUFFER, records);
    }

    @ParameterizedTest
    @EnumSource(names = {"TLS", "TLS_1_2"})
    void aPauseThatEndsInTheSameCallCostsNothing(Cell.Line line) {
        SecureStream client = serve(line, (connection, bytes) -> {
            connection.pause();
            connection.write(bytes);
            connection.resume();
        });
        exchange(client, "hello", 5, 1);
    }
}
