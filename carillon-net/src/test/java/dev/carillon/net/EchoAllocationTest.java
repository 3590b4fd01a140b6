package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.testkit.Allocations;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A message that comes and goes leaves no garbage, also where many go in one turn. */
class EchoAllocationTest {
    private static final int CONNECTIONS = 50;
    private static final int ROUNDS = 100;

    private final EventLoop loop = EventLoop.open("test");
    private final ConnectionGroup group = new ConnectionGroup(loop, "echo", ConnectionOptions.DEFAULTS);
    private final List<Socket> peers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer message = ByteBuffer.allocateDirect(64);

    @AfterEach
    void close() {
        loop.close();
        peers.forEach(Socket::close);
    }

    private void serve(ConnectionHandler handler) {
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketPair pair = SocketPair.open(SocketType.STREAM);
            peers.add(pair.other());
            Connection connection = new Connection(group, pair.one(), null, true, handler);
            connection.begin(true);
            connections.add(connection);
        }
        loop.turn(Duration.ZERO);
    }

    private void readAll() {
        for (int i = 0; i < CONNECTIONS; i++) {
            if (peers.get(i).read(message.clear()) != message.capacity()) {
                throw new AssertionError("peer " + i + " has had " + message); // no assertThat, which allocates
            }
        }
    }

    @Test
    void anEchoAllocatesNothing() throws Exception {
        serve(Connection::write);
        long bytes = Allocations.downTo(0, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    peers.get(i).send(message.clear(), 0);
                }
                loop.turn(Duration.ZERO);
                readAll();
            }
        });
        assertThat(bytes).isZero();
    }

    @Test
    void aBroadcastAllocatesNothing() throws Exception {
        serve((_, _) -> {});
        long bytes = Allocations.downTo(0, () -> {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < CONNECTIONS; i++) {
                    connections.get(i).write(message.clear());
                }
                loop.turn(Duration.ZERO);
                readAll();
            }
        });
        assertThat(bytes).isZero();
    }
}
