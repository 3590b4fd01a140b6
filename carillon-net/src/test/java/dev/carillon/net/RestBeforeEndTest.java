package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Shutdown;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.frame.Delimiter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler has left comes again before the peer's end, though that is known already. */
class RestBeforeEndTest {
    private static final int MUCH = 2_000_000;

    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS);
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
        pair.other().close();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }

    private static ByteBuffer bytes(String text) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(text.length());
        return bytes.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
    }

    private Connection begin(ConnectionOptions options, ConnectionHandler handler) {
        ConnectionGroup group = new ConnectionGroup(loop, "rest", options);
        Connection connection = new Connection(group, pair.one(), group.engine(), true, handler);
        connection.begin(true);
        return connection;
    }

    /** Takes one byte at a time, pauses after each, and notes what it was told. */
    private class OneByOne implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            told.add("received " + text(bytes.slice()));
            bytes.get();
            connection.pause();
        }

        @Override
        public void inputEnded(Connection connection, ByteBuffer rest) {
            told.add("ended " + text(rest));
        }
    }

    private SecureStream secured(ConnectionHandler handler) {
        Connection connection = begin(ConnectionOptions.DEFAULTS.withTls(SecureStream.server()), handler);
        SecureStream client = new SecureStream(pair.other());
        Turns.until(loop, () -> client.shakesHands() && ConnectionState.isOpen(connection.conversation.state));
        Turns.untilQuiet(loop);
        return client;
    }

    @Test
    void ofATlsConversationThatHasEndedWhatWasLeftComesByteByByte() {
        List<Connection> opened = new ArrayList<>();
        SecureStream client = secured(new OneByOne() {
            @Override
            public void opened(Connection connection) {
                opened.add(connection);
            }
        });
        client.send(bytes("abc"));
        client.end();
        Turns.untilQuiet(loop);
        for (int i = 0; i < 3; i++) {
            opened.getFirst().resume();
            Turns.untilQuiet(loop);
        }
        assertThat(told).containsExactly("received abc", "received bc", "received c", "ended ");
    }

    @Test
    void messagesThatAPauseHasHeldBackAreHandedOutOneByOne() {
        List<Connection> opened = new ArrayList<>();
        SecureStream client = secured(new MessageReceiver(Delimiter.lines(100)) {
            @Override
            public void opened(Connection connection) {
                opened.add(connection);
            }

            @Override
            protected void message(Connection connection, ByteBuffer line) {
                told.add(text(line));
                connection.pause();
            }

            @Override
            protected void messagesEnded(Connection connection) {
                told.add("ended");
            }
        });
        client.send(bytes("one\ntwo\nthree\n"));
        client.end();
        Turns.untilQuiet(loop);
        assertThat(told).containsExactly("one");
        opened.getFirst().resume();
        Turns.untilQuiet(loop);
        assertThat(told).containsExactly("one", "two");
        opened.getFirst().resume();
        Turns.untilQuiet(loop);
        assertThat(told).containsExactly("one", "two", "three");
        opened.getFirst().resume();
        Turns.untilQuiet(loop);
        assertThat(told).containsExactly("one", "two", "three", "ended");
    }

    /**
     * Before its own turn comes, in which it sees the end, another connection's handler has it send more than it may: that holds
     * the end back, and its handler is replaced meanwhile.
     */
    @Test
    void aNewHandlerGetsWhatTheFormerOneHasLeft() {
        SocketPair others = SocketPair.open(SocketType.STREAM);
        Connection connection = begin(ConnectionOptions.DEFAULTS, new Replaced());
        Connection other = new Connection(
                new ConnectionGroup(loop, "other", ConnectionOptions.DEFAULTS),
                others.one(),
                null,
                true,
                (_, bytes) -> {
                    bytes.position(bytes.limit());
                    connection.write(ByteBuffer.allocateDirect(MUCH));
                });
        other.begin(true);
        pair.other().send(bytes("ab"), 0);
        Turns.untilQuiet(loop);
        others.other().send(bytes("now"), 0);
        pair.other().shutdown(Shutdown.WRITE);
        Turns.untilQuiet(loop);
        assertThat(told).containsExactly("first received ab", "saturated");
        ByteBuffer all = ByteBuffer.allocateDirect(MUCH);
        while (all.hasRemaining()) {
            pair.other().read(all);
            loop.turn(Duration.ZERO);
        }
        Turns.untilQuiet(loop);
        assertThat(told).endsWith("saturated", "second received ab", "second ended ab");
        others.other().close();
    }

    /** Leaves all, and has another handler take its place when there is much to send. */
    private final class Replaced implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            told.add("first received " + text(bytes.slice()));
        }

        @Override
        public void saturated(Connection connection) {
            told.add("saturated");
            connection.handler(new ConnectionHandler() {
                @Override
                public void received(Connection own, ByteBuffer bytes) {
                    told.add("second received " + text(bytes.slice()));
                }

                @Override
                public void inputEnded(Connection own, ByteBuffer rest) {
                    told.add("second ended " + text(rest));
                }
            });
        }
    }
}
