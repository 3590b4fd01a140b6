package dev.carillon.examples;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ConnectionStream;
import dev.carillon.net.Connector;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.MessageReceiver;
import dev.carillon.net.Relay;
import dev.carillon.net.Share;
import dev.carillon.net.Timeouts;
import dev.carillon.net.frame.Delimiter;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.TlsContext;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/** The servers of docs/network.md. */
final class Servers {
    private Servers() {}

    /** Sends everything back. */
    static Listener echo(EventLoop loop, SocketAddress address) {
        return Listener.open(loop, "echo", address, ListenerOptions.DEFAULTS, () -> Connection::write);
    }

    /** Sends each line back. */
    static final class Lines extends MessageReceiver {
        Lines() {
            super(Delimiter.lines(1024));
        }

        @Override
        protected void message(Connection connection, ByteBuffer line) {
            connection.write(line, framing());
        }
    }

    /** Hangs up on who is silent, and queues little. */
    static Listener strict(EventLoop loop, SocketAddress address) {
        Timeouts timeouts = Timeouts.DEFAULTS
                .withFirstByte(Duration.ofSeconds(10))
                .withIdleRead(Duration.ofMinutes(1))
                .withIdleWrite(Duration.ofSeconds(30));
        ConnectionOptions connections =
                ConnectionOptions.DEFAULTS.withTimeouts(timeouts).withWaterMarks(256 * 1024, 64 * 1024);
        ListenerOptions options =
                ListenerOptions.DEFAULTS.withConnections(connections).withLimits(10_000, 100);
        return Listener.open(loop, "lines", address, options, Lines::new);
    }

    /** Over TLS. */
    static Listener overTls(EventLoop loop, SocketAddress address, Path chain, Path key) {
        TlsContext tls = TlsContext.server(KeyMaterial.pem(chain, key));
        ListenerOptions options = ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTls(tls));
        return Listener.open(loop, "lines", address, options, Lines::new);
    }

    /** On all loops of a group. */
    static ListenerGroup onManyLoops(LoopGroup loops, SocketAddress address) {
        return ListenerGroup.open(loops, "lines", address, Share.REUSEPORT, ListenerOptions.DEFAULTS, Lines::new);
    }

    /** Passes everything on. */
    static Listener relay(EventLoop loop, SocketAddress from, SocketAddress to) {
        Connector connector = new Connector(loop, "relay", ConnectionOptions.DEFAULTS);
        return Listener.open(
                loop, "relay", from, ListenerOptions.DEFAULTS, () -> new Relay(connector, to, relay -> {}));
    }

    /** In straight-line code. */
    static Listener straightLine(EventLoop loop, SocketAddress address) {
        return Listener.open(loop, "echo", address, ListenerOptions.DEFAULTS, ConnectionStream.serving(stream -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            while (stream.read(buffer.clear()) >= 0) { // parks this virtual thread, never its carrier
                stream.write(buffer.flip());
            }
        }));
    }
}
