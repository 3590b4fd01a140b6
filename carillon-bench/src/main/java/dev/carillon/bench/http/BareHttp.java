package dev.carillon.bench.http;

import dev.carillon.bench.machine.LoopChoice;
import dev.carillon.bench.machine.ServerConsole;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Timeouts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What our connection alone takes: one constant answer to each request, which is known by its length and not looked at. Less than
 * that no server on it can take.
 */
final class BareHttp {
    private static final int BACKLOG = 1024;

    private BareHttp() {}

    /** The requests of one connection. */
    private static final class Requests implements ConnectionHandler {
        private static final int LENGTH = Resource.PLAINTEXT.request().length;
        private static final int MOST = 16;
        private static final ByteBuffer ANSWERS = answers();
        private static final int ANSWER_LENGTH = ANSWERS.capacity() / MOST;

        private int begun;

        private static ByteBuffer answers() {
            String one = "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/plain\r\n"
                    + "Content-Length: " + Resource.HELLO.length() + "\r\n\r\n" + Resource.HELLO;
            byte[] bytes = one.repeat(MOST).getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            begun += bytes.remaining();
            bytes.position(bytes.limit());
            while (begun >= LENGTH) {
                int count = Math.min(MOST, begun / LENGTH);
                begun -= count * LENGTH;
                connection.write(ANSWERS.limit(count * ANSWER_LENGTH).position(0));
            }
        }
    }

    public static void main(String[] arguments) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenerOptions options = ListenerOptions.DEFAULTS
                .withBacklog(BACKLOG)
                .withConnections(ConnectionOptions.DEFAULTS.withTimeouts(Timeouts.NONE));
        EventLoop loop = EventLoop.open("bare", LoopChoice.options(arguments));
        Listener listener = Listener.open(loop, "bare", address, options, Requests::new);
        ServerConsole.serve(((InetSocketAddress) listener.address()).getPort());
        loop.run();
    }
}
