package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the first request of all needs is there before somebody waits for it. */
class FirstRequestTest {
    /** Serves until it is killed. */
    static final class Serving {
        private Serving() {}

        public static void main(String[] arguments) {
            EventLoop loop = EventLoop.open("web");
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.open(loop, "web", any, HttpOptions.DEFAULTS, exchange -> {
                System.out.println("asked for " + exchange.request().target());
                exchange.send("hello\n");
            });
            System.out.println("listening on " + ((InetSocketAddress) server.address()).getPort());
            loop.run();
        }
    }

    @Test
    void loadsNothingOfTheParserOnTheLoopsThread() throws IOException {
        try (ChildJvm child =
                ChildJvm.of(Serving.class).options("-Xlog:class+load").start()) {
            String line = child.awaitLine("listening on ");
            int port = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                OutputStream out = client.getOutputStream();
                String chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
                out.write(chunked.getBytes(StandardCharsets.ISO_8859_1)); // is read by the strict way
                out.flush();
                assertThat(client.getInputStream().read()).isEqualTo('H');
            }
            List<String> lines = child.lines();
            assertThat(lines).anyMatch(loaded -> loaded.contains(" org.eclipse.jetty.http.HttpParser "));
            assertThat(lines.subList(lines.indexOf(line), lines.size()))
                    .filteredOn(loaded -> loaded.contains(" org.eclipse.jetty.")
                            || loaded.contains(" jdk.jfr.Event ")
                            || loaded.contains(" java.util.Locale")
                            || loaded.contains("dev.carillon.http.StrictParser"))
                    .isEmpty();
        }
    }
}
