package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** Listeners that come from elsewhere have the options that were asked for here. */
class AdoptedOptionsTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final ListenerOptions OPTIONS = ListenerOptions.DEFAULTS.withConnections(
            ConnectionOptions.DEFAULTS.withSocket(SocketOptions.DEFAULTS.withKeepAlive(KeepAlive.DEFAULTS)));

    private static Socket listening() {
        Socket socket = Socket.openFor(LOOPBACK, SocketType.STREAM);
        socket.bind(LOOPBACK);
        socket.listen(10);
        assertThat(socket.get(SocketOption.NODELAY)).isFalse();
        return socket;
    }

    private static void assertHasThem(Connection connection) {
        assertThat(connection.conversation.socket.get(SocketOption.NODELAY)).isTrue();
        assertThat(connection.conversation.socket.get(SocketOption.KEEPALIVE)).isTrue();
    }

    @Test
    void ofOneLoop() throws Exception {
        try (EventLoop loop = EventLoop.open("adopted")) {
            Listener listener = Listener.adopt(loop, "adopted", listening(), OPTIONS, () -> Connection::write);
            InetSocketAddress address = (InetSocketAddress) listener.address();
            try (java.net.Socket _ = new java.net.Socket(address.getAddress(), address.getPort())) {
                Turns.until(loop, () -> !listener.openConnections().isEmpty());
                assertHasThem(listener.openConnections().getFirst());
            }
        }
    }

    @Test
    void ofAGroup() throws Exception {
        try (LoopGroup loops = LoopGroup.start("adopted", 2, LoopOptions.DEFAULTS);
                ListenerGroup group = ListenerGroup.adopt(
                        loops, "adopted", listening(), Share.HAND_OFF, OPTIONS, () -> Connection::write)) {
            InetSocketAddress address = (InetSocketAddress) group.address();
            try (java.net.Socket client = new java.net.Socket(address.getAddress(), address.getPort())) {
                client.getOutputStream().write(1);
                assertThat(client.getInputStream().read()).isEqualTo(1);
                assertHasThem(group.openConnections().getFirst());
            }
        }
    }
}
