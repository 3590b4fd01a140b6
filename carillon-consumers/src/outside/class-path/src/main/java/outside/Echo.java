package outside;

import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Connector;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Says something to a server of its own, and hears it. */
public final class Echo implements ConnectionHandler {
    private final EventLoop loop;
    private String heard = "";

    private Echo(EventLoop loop) {
        this.loop = loop;
    }

    public static void main(String[] words) {
        System.out.println("heard " + of(words[0]));
    }

    /** What comes back. */
    public static String of(String word) {
        try (EventLoop loop = EventLoop.open("outside")) {
            Echo echo = new Echo(loop);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Listener listener = Listener.open(loop, "echo", any, ListenerOptions.DEFAULTS, () -> Connection::write);
            new Connector(loop, "client", ConnectionOptions.DEFAULTS)
                    .connect(listener.address(), echo)
                    .write(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8)));
            loop.run();
            return echo.heard;
        }
    }

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        heard = StandardCharsets.UTF_8.decode(bytes).toString();
        loop.stop();
    }
}
