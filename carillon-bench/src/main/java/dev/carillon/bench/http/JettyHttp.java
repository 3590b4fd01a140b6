package dev.carillon.bench.http;

import dev.carillon.bench.machine.ServerConsole;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Plaintext by Jetty 12 as TechEmpower has it: a handler that does not block, on the selector's thread, of which there is one. */
final class JettyHttp {
    private static final int BACKLOG = 1024;
    /** One accepts, one selects; it wants more than it needs. */
    private static final int THREADS = 4;

    private JettyHttp() {}

    /** The one handler. */
    private static final class Plaintext extends Handler.Abstract.NonBlocking {
        private static final HttpField TYPE = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain");
        private static final ByteBuffer BODY = direct(Resource.PLAINTEXT.body());

        private static ByteBuffer direct(byte[] bytes) {
            return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(TYPE);
            response.write(true, BODY.slice(), callback);
            return true;
        }
    }

    public static void main(String[] arguments) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(true);
        configuration.setSendDateHeader(true);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(Duration.ofHours(1).toMillis());
        server.addConnector(connector);
        server.setHandler(new Plaintext());
        server.start();
        ServerConsole.serve(connector.getLocalPort());
    }
}
