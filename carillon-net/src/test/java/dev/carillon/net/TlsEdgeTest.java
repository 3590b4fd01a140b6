package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edge that comes while a handshake has no use for it. */
class TlsEdgeTest {
    private final EventLoop loop = EventLoop.open("tls");

    @AfterEach
    void close() {
        loop.close();
    }

    private static ByteBuffer clientHello() throws GeneralSecurityException, SSLException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return hello.flip();
    }

    @Test
    void theEndBehindAFragmentIsSeenThatCameWhileItComputed() throws Exception {
        Recorder server = new Recorder();
        ConnectionOptions options =
                ConnectionOptions.DEFAULTS.withTrigger(Trigger.EDGE).withTls(TlsContext.server(SelfSigned.create()));
        Listener listener = Listener.open(
                loop,
                "tls",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenerOptions.DEFAULTS.withConnections(options),
                () -> server);
        try (SocketChannel client = SocketChannel.open(listener.address())) {
            client.write(clientHello());
            Turns.until(loop, () -> listener.connections().open() == 1);
            client.write(ByteBuffer.wrap(new byte[] {22, 3, 3})); // of a record's header
            client.shutdownOutput();
            Turns.until(loop, server::isClosed);
            assertThat(server.reason()).isEqualTo(CloseReason.HANDSHAKE_FAILED);
        }
    }
}
