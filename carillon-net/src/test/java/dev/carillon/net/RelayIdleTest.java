package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testing.TestLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a relay is idle: when nothing comes from either side. */
class RelayIdleTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final List<Relay> ended = new ArrayList<>();

    /** What runs with a client, its server and the relay between them. */
    private interface Body {
        void run(TestLoop test, Socket client, Socket server, Listener listener, Connector connector)
                throws IOException;
    }

    private void relay(Body body) throws IOException {
        Timeouts timeouts = Timeouts.DEFAULTS.withIdleRead(IDLE);
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTimeouts(timeouts);
        try (TestLoop test = TestLoop.open("idle");
                ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket()) {
            Connector connector = new Connector(test.loop(), "out", options);
            Listener listener = Listener.open(
                    test.loop(),
                    "in",
                    LOOPBACK,
                    ListenerOptions.DEFAULTS.withConnections(options),
                    () -> new Relay(connector, target.getLocalSocketAddress(), ended::add));
            client.connect(listener.address());
            client.getOutputStream().write(1);
            test.await(() -> connector.connections().sent() == 1, PATIENCE);
            try (Socket server = target.accept()) {
                body.run(test, client, server, listener, connector);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStreamThatGoesOneWayIsNotIdle(boolean up) throws IOException {
        relay((test, client, server, listener, connector) -> {
            for (int i = 1; i <= 10; i++) {
                test.advance(IDLE.multipliedBy(2).dividedBy(3));
                (up ? client : server).getOutputStream().write(i);
                long all = up ? i + 1 : i;
                ConnectionStatistics from = up ? connector.connections() : listener.connections();
                test.await(() -> from.sent() == all, PATIENCE);
            }
            assertThat(ended).isEmpty();
        });
    }

    @Test
    void onWhichNothingMovesIs() throws IOException {
        relay((test, client, server, listener, connector) -> {
            test.advance(IDLE.multipliedBy(2));
            test.await(() -> ended.size() == 1, PATIENCE);
            assertThat(ended.getFirst().reason()).isEqualTo(CloseReason.IDLE_READ_TIMEOUT);
        });
    }
}
