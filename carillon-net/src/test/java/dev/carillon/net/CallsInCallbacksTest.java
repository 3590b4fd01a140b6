package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.net.frame.Delimiter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handler asks of a connection while it has its bytes: nothing is lost, nothing comes twice, nothing is nested. */
class CallsInCallbacksTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("test", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> failures.add(error)));
    private final List<Socket> peers = new ArrayList<>();

    private Connection connection(Trigger trigger, ConnectionHandler handler) {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        peers.add(pair.other());
        ConnectionGroup group = new ConnectionGroup(loop, "one", ConnectionOptions.DEFAULTS.withTrigger(trigger));
        Connection connection = new Connection(group, pair.one(), null, true, handler);
        connection.begin(true);
        Turns.some(loop, 2);
        return connection;
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String taken(ByteBuffer bytes, int count) {
        byte[] array = new byte[count];
        bytes.get(array);
        return new String(array, StandardCharsets.UTF_8);
    }

    /** What a peer has got, as soon as that is so many bytes. */
    private String got(int peer, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        Turns.until(loop, () -> {
            peers.get(peer).read(bytes);
            return !bytes.hasRemaining();
        });
        return taken(bytes.flip(), count);
    }

    @AfterEach
    void close() {
        loop.close();
        peers.forEach(Socket::close);
        assertThat(failures).isEmpty();
    }

    /** Takes one byte of each hand-out. */
    private static class OneByOne implements ConnectionHandler {
        final StringBuilder seen = new StringBuilder();

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            seen.append(taken(bytes, 1));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aPauseThatEndsInTheSameCallIsNone(Trigger trigger) {
        OneByOne handler = new OneByOne() {
            @Override
            public void received(Connection connection, ByteBuffer bytes) {
                super.received(connection, bytes);
                connection.pause();
                connection.resume();
            }
        };
        connection(trigger, handler);
        peers.getFirst().write(text("abc"));
        Turns.until(loop, () -> handler.seen.toString().equals("abc"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aNewHandlerGetsWhatTheLastOneHasLeft(Trigger trigger) {
        StringBuilder upgraded = new StringBuilder();
        connection(trigger, new OneByOne() {
            @Override
            public void received(Connection connection, ByteBuffer bytes) {
                super.received(connection, bytes);
                connection.handler((_, rest) -> upgraded.append(taken(rest, rest.remaining())));
            }
        });
        peers.getFirst().write(text("Uframe"));
        Turns.until(loop, () -> upgraded.toString().equals("frame"));
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void bothWaysOfARelayMayBeginInACallback(Trigger trigger) {
        Connection client = connection(trigger, (_, bytes) -> taken(bytes, 1)); // the rest is for the other side
        connection(trigger, (up, bytes) -> {
            taken(bytes, 1);
            client.forwardTo(up);
            up.forwardTo(client);
        });
        peers.get(0).write(text("?request"));
        peers.get(1).write(text("!answer"));
        assertThat(got(0, 6)).isEqualTo("answer");
        assertThat(got(1, 7)).isEqualTo("request");
        peers.get(0).write(text("more"));
        assertThat(got(1, 4)).isEqualTo("more");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void whatTheProgramHoldsNoQueueLetsGo(Trigger trigger) {
        List<String> requests = new ArrayList<>();
        Connection connection = connection(trigger, (own, bytes) -> {
            requests.add(taken(bytes, 1));
            own.pause(); // until its answer is done
            own.write(ByteBuffer.allocate(4 * 1024 * 1024));
        });
        peers.getFirst().write(text("12"));
        ByteBuffer sink = ByteBuffer.allocate(5 * 1024 * 1024);
        Turns.until(loop, () -> {
            peers.getFirst().read(sink);
            return connection.queuedBytes() == 0 && requests.size() == 1;
        });
        Turns.some(loop, 3);
        assertThat(requests).containsExactly("1");
        assertThat(connection.heldBy()).containsExactly(Hold.APPLICATION);
        connection.resume();
        Turns.until(loop, () -> requests.size() == 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void afterFinishNoMessageIsHandedOut(Trigger trigger) {
        List<String> lines = new ArrayList<>();
        List<CloseReason> ends = new ArrayList<>();
        connection(trigger, new MessageReceiver(Delimiter.lines(100)) {
            @Override
            protected void message(Connection connection, ByteBuffer line) {
                lines.add(taken(line, line.remaining()));
                connection.write(text("bye"));
                connection.finish();
            }

            @Override
            public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
                ends.add(reason);
            }
        });
        peers.getFirst().write(text("QUIT\nNOOP\n"));
        assertThat(got(0, 3)).isEqualTo("bye");
        ByteBuffer end = ByteBuffer.allocate(1);
        Turns.until(loop, () -> peers.getFirst().read(end) == StreamFd.END);
        peers.getFirst().close();
        Turns.until(loop, () -> !ends.isEmpty());
        assertThat(lines).containsExactly("QUIT");
        assertThat(ends).containsExactly(CloseReason.FINISHED);
    }

    /** Sends what it gets to all that are there, and is taken out of them when it ends. */
    private static final class Member implements ConnectionHandler {
        private final Set<Connection> all;
        private boolean inside;
        private boolean nested;

        private Member(Set<Connection> all) {
            this.all = all;
        }

        @Override
        public void opened(Connection connection) {
            all.add(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            inside = true;
            byte[] message = new byte[bytes.remaining()];
            bytes.get(message);
            all.forEach(member -> {
                member.write(ByteBuffer.wrap(message));
                member.close(); // the worst that can happen to it
            });
            inside = false;
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            nested |= inside;
            all.remove(connection);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void noEndIsToldInTheMiddleOfAnotherConnectionsCall(Trigger trigger) {
        Set<Connection> all = new LinkedHashSet<>();
        Member member = new Member(all);
        connection(trigger, member);
        connection(trigger, member);
        connection(trigger, member);
        assertThat(all).hasSize(3);
        peers.getFirst().write(text("x"));
        Turns.until(loop, all::isEmpty);
        assertThat(member.nested).isFalse();
        for (int peer = 0; peer < 3; peer++) {
            assertThat(got(peer, 1)).isEqualTo("x");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void anAnswerThatIsBeingMadeIsSentThoughThePeerHasEnded(Trigger trigger) {
        List<CloseReason> ends = new ArrayList<>();
        Connection connection = connection(trigger, new ConnectionHandler() {
            @Override
            public void received(Connection own, ByteBuffer bytes) {
                taken(bytes, bytes.remaining());
                own.beginExchange();
            }

            @Override
            public void closed(Connection own, CloseReason reason, @Nullable Throwable error) {
                ends.add(reason);
            }
        });
        peers.getFirst().write(text("question"));
        peers.getFirst().shutdown(dev.carillon.linux.Shutdown.WRITE);
        Turns.some(loop, 5);
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.write(text("answer"))).isEqualTo(Written.TAKEN);
        connection.endExchange();
        assertThat(got(0, 6)).isEqualTo("answer");
        Turns.until(loop, () -> !ends.isEmpty());
        assertThat(ends).containsExactly(CloseReason.FINISHED);
    }
}
