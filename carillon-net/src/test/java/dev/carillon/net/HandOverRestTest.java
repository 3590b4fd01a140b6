package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes with a connection that is handed over, and which one stays. */
class HandOverRestTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Leaves all that comes. */
    private static final ConnectionHandler LEAVING = (connection, bytes) -> {};

    @Test
    void whatAHandlerHasLeftGoesAlongAlsoOutsideOfItsCalls() throws Exception {
        List<String> notes = new ArrayList<>();
        try (EventLoop loop = EventLoop.open("rest");
                Socket client = new Socket()) {
            SocketPair way = SocketPair.open(SocketType.STREAM);
            HandOver sender = HandOver.over(loop, "old", way.one(), (_, item) -> {});
            HandOver.over(loop, "new", way.other(), (_, item) -> {
                notes.add(StandardCharsets.UTF_8.decode(item.note()).toString());
                item.take().close();
            });
            Listener listener = Listener.open(loop, "old", LOOPBACK, ListenerOptions.DEFAULTS, () -> LEAVING);
            client.connect(listener.address());
            client.getOutputStream().write("half a mess".getBytes(StandardCharsets.UTF_8));
            Turns.until(loop, () -> listener.connections().received() == 11);
            sender.send("client", listener.openConnections().getFirst(), NOTHING);
            Turns.until(loop, () -> !notes.isEmpty());
            assertThat(notes).containsExactly("half a mess");
        }
    }

    @Test
    void aConnectionThatSpeaksTlsStays() {
        try (EventLoop loop = EventLoop.open("tls")) {
            SocketPair way = SocketPair.open(SocketType.STREAM);
            HandOver sender = HandOver.over(loop, "old", way.one(), (_, item) -> {});
            var key = SelfSigned.create();
            ConnectionOptions tls = ConnectionOptions.DEFAULTS.withTls(TlsContext.server(key));
            Listener listener =
                    Listener.open(loop, "tls", LOOPBACK, ListenerOptions.DEFAULTS.withConnections(tls), () -> LEAVING);
            Recorder client = new Recorder();
            TlsContext trusting = TlsContext.client().withTrust(key.chain());
            new Connector(loop, "client", ConnectionOptions.DEFAULTS.withTls(trusting))
                    .connect(listener.address(), "localhost", client);
            Turns.until(loop, client::isOpened);
            Turns.some(loop, 3);
            Connection served = listener.openConnections().getFirst();
            assertThatThrownBy(() -> sender.send("client", served, NOTHING))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("TLS");
            assertThat(served.isOpen()).isTrue();
            way.other().close();
        }
    }

    /** Whatever name somebody has looked up for it: the address itself was asked for. */
    @Test
    void atAnAddressTheCertificateIsExpectedToBeForTheAddress() throws Exception {
        try (EventLoop loop = EventLoop.open("tls")) {
            var key = SelfSigned.create();
            ConnectionOptions tls = ConnectionOptions.DEFAULTS.withTls(TlsContext.server(key));
            Listener listener =
                    Listener.open(loop, "tls", LOOPBACK, ListenerOptions.DEFAULTS.withConnections(tls), () -> LEAVING);
            InetAddress named = InetAddress.getByAddress("somebody.else.example", new byte[] {127, 0, 0, 1});
            int port = ((InetSocketAddress) listener.address()).getPort();
            Recorder client = new Recorder();
            TlsContext trusting = TlsContext.client().withTrust(key.chain());
            new Connector(loop, "client", ConnectionOptions.DEFAULTS.withTls(trusting))
                    .connect(new InetSocketAddress(named, port), client);
            Turns.until(loop, () -> client.isOpened() || client.isClosed());
            assertThat(client.isOpened()).as("%s", client.error).isTrue();
        }
    }
}
