package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerMetricsTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int BACKLOG = 4;
    private static final ConnectionHandler SILENT = (connection, in) -> {};
    private static final int PIECE = 64 * 1024;

    private final EventLoop loop = EventLoop.open("net");
    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(Socket::close);
        loop.close();
    }

    private Listener listen(SocketAddress address, ConnectionHandler handler) {
        ListenerOptions options = ListenerOptions.DEFAULTS.withBacklog(BACKLOG);
        return Listener.open(loop, "echo", address, options, () -> handler);
    }

    private Socket connect(Listener to) {
        Socket client = Socket.openFor(to.address(), SocketType.STREAM);
        clients.add(client);
        client.connect(to.address());
        return client;
    }

    private void turnUntil(BooleanSupplier happened) {
        while (!happened.getAsBoolean()) {
            loop.turn(Duration.ofSeconds(1));
        }
    }

    @Test
    void aFullBacklogShowsWithItsLimitAndWhoFoundItFull() {
        Listener listener = listen(ANY, SILENT);
        PrometheusText text = PrometheusText.of(ListenerMetrics.of(listener));
        Exposition before = new Exposition(text.text());
        assertThat(before.value("carillon_net_accept_queue_length", "listener", "echo", "loop", "net"))
                .isZero();
        for (int i = 0; i < BACKLOG + 3; i++) { // nobody accepts: the loop does not turn
            connect(listener);
        }
        Exposition full = new Exposition(text.text());
        assertThat(full.value("carillon_net_accept_queue_length", "listener", "echo", "loop", "net"))
                .isEqualTo(BACKLOG + 1);
        assertThat(full.value("carillon_net_accept_queue_limit", "listener", "echo", "loop", "net"))
                .isEqualTo(BACKLOG);
        assertThat(full.value("carillon_net_listen_overflows_total"))
                .isGreaterThanOrEqualTo(before.value("carillon_net_listen_overflows_total") + 2);
        turnUntil(() -> listener.accepts().accepted() > BACKLOG);
        Exposition after = new Exposition(text.text());
        assertThat(after.value("carillon_net_connections", "listener", "echo")).isEqualTo(BACKLOG + 1);
        assertThat(after.value("carillon_net_accepted_total", "listener", "echo"))
                .isEqualTo(BACKLOG + 1);
    }

    @Test
    void whatWaitsToBeSentShowsUntilItsConnectionIsClosed() {
        Connection[] made = new Connection[1];
        Listener listener = listen(ANY, new ConnectionHandler() {
            @Override
            public void opened(Connection connection) {
                made[0] = connection;
                while (connection.queuedBytes() == 0) { // the kernel takes some of it
                    connection.write(ByteBuffer.allocate(PIECE));
                }
            }

            @Override
            public void received(Connection connection, ByteBuffer in) {}
        });
        PrometheusText text = PrometheusText.of(ListenerMetrics.of(listener));
        connect(listener);
        turnUntil(() -> made[0] != null);
        Exposition waiting = new Exposition(text.text());
        assertThat(waiting.value("carillon_net_buffered_bytes", "listener", "echo"))
                .isGreaterThanOrEqualTo((double) made[0].queuedBytes());
        assertThat(waiting.value("carillon_net_sent_bytes_total", "listener", "echo"))
                .isPositive();
        clients.getFirst().close();
        turnUntil(() -> listener.connections().open() == 0);
        Exposition after = new Exposition(text.text());
        assertThat(after.value("carillon_net_buffered_bytes", "listener", "echo"))
                .isZero();
        assertThat(after.samples().entrySet())
                .filteredOn(sample -> sample.getKey().startsWith("carillon_net_closed_total"))
                .filteredOn(sample -> sample.getValue() > 0)
                .hasSize(1);
    }

    @Test
    void aUnixListenerHasAllButTheQueue(@TempDir Path directory) {
        Listener listener = listen(UnixDomainSocketAddress.of(directory.resolve("socket")), SILENT);
        Exposition figures =
                new Exposition(PrometheusText.of(ListenerMetrics.of(listener)).text());
        assertThat(figures.value("carillon_net_accept_queue_length", "listener", "echo", "loop", "net"))
                .isNaN();
        assertThat(figures.value("carillon_net_accepted_total", "listener", "echo"))
                .isZero();
    }
}
