package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code carillon serve} tells of itself: at an address of its own, and in words. */
class ServeMetricsTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final String METRICS = "metrics on 127.0.0.1:";

    @TempDir
    private Path site;

    @BeforeEach
    void makeSite() throws IOException {
        Files.writeString(site.resolve("index.html"), "hello");
    }

    private ChildJvm serve(String... options) {
        String line = "serve " + site + " --port 0 " + String.join(" ", options);
        return ServersTest.builder(line.strip().split(" ", -1))
                .options("-Xlog:class+load:file=" + site.resolveSibling("loaded.txt"))
                .start();
    }

    private static int port(ChildJvm server, String line) {
        return Integer.parseInt(server.awaitLine(line).substring(line.length()));
    }

    private static String get(int port, String path) throws IOException {
        return ServersTest.exchange(port, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    @Test
    void figuresAreServedAtAnAddressOfTheirOwnAndNothingElse() throws IOException {
        try (ChildJvm server = serve("--loops 2 --metrics 127.0.0.1:0")) {
            int port = port(server, LISTENING);
            int metrics = port(server, METRICS);
            assertThat(get(port, "/")).endsWith("hello");
            assertThat(get(port, "/none")).startsWith("HTTP/1.1 404 ");
            assertThat(get(metrics, "/metrics"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("\ncarillon_http_answers_total{server=\"serve\",status=\"2xx\"} 1.0\n")
                    .contains("\ncarillon_http_refusals_total{reason=\"not_found\",server=\"serve\"} 1.0\n")
                    .contains("\ncarillon_net_accepted_total{listener=\"serve\"} 2.0\n")
                    .contains("\ncarillon_loop_turns_total{loop=\"loop-2\"} ");
            assertThat(get(metrics, "/healthz"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\nok\n");
            assertThat(get(metrics, "/")).startsWith("HTTP/1.1 404 ");
            assertThat(get(port, "/metrics")).startsWith("HTTP/1.1 404 ");
            assertThat(ServersTest.exchange(metrics, "POST /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 405 ");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void withoutTheOptionNothingOfItIsLoaded() throws IOException {
        try (ChildJvm server = serve()) {
            assertThat(get(port(server, LISTENING), "/")).endsWith("hello");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
        }
        assertThat(Files.readAllLines(site.resolveSibling("loaded.txt")))
                .noneMatch(line -> line.contains(" io.micrometer.") || line.contains(" dev.carillon.metrics."))
                .anyMatch(line -> line.contains(" dev.carillon.http."));
    }

    @Test
    void anAddressInUseOrNoneIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm server = serve("--metrics 127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.lines().getLast()).contains("EADDRINUSE");
        }
        try (ChildJvm server = serve("--metrics nowhere")) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines().toString()).contains("\"nowhere\" is no address");
        }
    }

    @Test
    void explainsWhichSourceDoesWhat() throws IOException {
        try (ChildJvm server = serve("--explain --workers 1 --stats 1h")) {
            int port = port(server, LISTENING);
            server.awaitLine("loop-1     serve ");
            List<String> start = List.copyOf(server.lines());
            assertThat(start)
                    .anyMatch(line -> line.matches(
                            "control +control +signalfd +ends, reloads, reports.* HUP, INT, USR1.* 0 +0us"))
                    .anyMatch(line -> line.matches("control +stats +timers +prints the figures .*"))
                    .anyMatch(line -> line.matches("loop-1 +wakeup +eventfd +wakes the loop when other threads .*"))
                    .anyMatch(line -> line.matches("loop-1 +timeouts +timers +ends connections that rest.*"))
                    .anyMatch(line -> line.matches("loop-1 +serve +epoll +accepts connections +0 +0us"));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(client.getInputStream().read()).isEqualTo('H');
                server.send(Signal.USR1);
                server.awaitLine("requests 1");
            }
            assertThat(server.lines())
                    .anyMatch(line -> line.matches("control +control +signalfd .* 1 +0us"))
                    .anyMatch(line -> line.matches("loop-1 +serve +epoll +accepts connections +1 +\\d+us"))
                    .anyMatch(line -> line.matches("loop-1 +1 connections +epoll +reads requests.* 1 +\\d+us"))
                    .anyMatch(line -> line.matches("loop-1 +alarm +timerfd .*"));
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines().getLast()).startsWith("requests 1");
            List<String> end = server.lines()
                    .subList(server.lines().size() - 13, server.lines().size());
            assertThat(end)
                    .anyMatch(line -> line.matches("control +control +signalfd .* 2 +\\d+us"))
                    .anyMatch(line -> line.matches("loop-1 +alarm +timerfd .*"))
                    .anyMatch(line -> line.matches("loop-1 +0 connections +epoll +reads requests.* [12] +\\d+us"));
        }
    }
}
