package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Whatever comes between a name and its connection, who waits for it is told. */
class DialingTest {
    private final List<Throwable> errors = new ArrayList<>();

    private EventLoop loop() {
        return EventLoop.open("dialing", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> errors.add(error)));
    }

    private static ServerSocket server() throws Exception {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Test
    void aHandlerThatCannotBeginIsTheResult() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (EventLoop loop = loop();
                    ServerSocket server = server()) {
                IllegalStateException reason = new IllegalStateException("on purpose");
                Recorder refusing = new Recorder() {
                    @Override
                    public void opened(Connection opening) throws Exception {
                        super.opened(opening);
                        throw reason;
                    }
                };
                Connector connector = new Connector(loop, "out", ConnectionOptions.DEFAULTS);
                String host = server.getInetAddress().getHostAddress();
                CompletableFuture<Connection> result = connector.connect(host, server.getLocalPort(), refusing);
                Turns.until(loop, result::isDone);
                assertThatThrownBy(result::get).hasCause(reason);
                assertThat(refusing.reason()).isEqualTo(CloseReason.HANDLER_FAILED);
                assertThat(errors).containsExactly(reason);
            }
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aLoopThatEndsDuringAnAttemptLeavesNoOtherBehind() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            CompletableFuture<Connection> result = new CompletableFuture<>();
            Recorder never = new Recorder();
            try (ServerSocket server = server()) {
                EventLoop loop = loop();
                Connector connector = new Connector(loop, "out", ConnectionOptions.DEFAULTS);
                SocketAddress address = server.getLocalSocketAddress();
                new Dialing(connector, "localhost", List.of(address, address), never, result).next();
                assertThat(result).isNotDone();
                loop.close();
            }
            assertThat(result).isDone();
            assertThatThrownBy(result::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            ConnectFailedException.class,
                            e -> assertThat(e.reason()).isEqualTo(CloseReason.CLOSED));
            assertThat(never.isOpened()).isFalse();
            assertThat(errors).isEmpty();
            leaks.assertNothingLeft();
        }
    }
}
