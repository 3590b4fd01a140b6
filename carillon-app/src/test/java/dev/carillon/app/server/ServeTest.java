package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code carillon serve} as a user starts and ends it. */
class ServeTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final String PAGE = "<p>hello</p>\n";

    @TempDir
    private Path place;

    private Path site;

    @BeforeEach
    void makeSite() throws IOException {
        site = Files.createDirectory(place.resolve("site"));
        Files.writeString(site.resolve("index.html"), PAGE);
        Files.createDirectory(site.resolve("sub"));
        Files.writeString(site.resolve("sub/file.txt"), "0123456789");
        Files.writeString(place.resolve("secret"), "for nobody's eyes");
    }

    private ChildJvm serve(String options) {
        return ServersTest.builder(
                        ("serve " + site + " --port 0 " + options).strip().split(" ", -1))
                .start();
    }

    private static int port(ChildJvm server) {
        return Integer.parseInt(server.awaitLine(LISTENING).substring(LISTENING.length()));
    }

    private static String get(int port, String path, String... fields) throws IOException {
        String more = String.join("", fields);
        return ServersTest.exchange(
                port, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--loops 2", "--loops 2 --share reuseport", "--workers 2", "--poller poll"})
    void filesAreServedAndNothingElse(String options) throws IOException {
        try (ChildJvm server = serve(options)) {
            int port = port(server);
            assertThat(get(port, "/")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + PAGE);
            assertThat(get(port, "/sub/file.txt", "Range: bytes=2-4\r\n"))
                    .startsWith("HTTP/1.1 206 ")
                    .endsWith("\r\n\r\n234");
            assertThat(get(port, "/sub")).startsWith("HTTP/1.1 301 ");
            assertThat(get(port, "/sub/")).startsWith("HTTP/1.1 404 ");
            assertThat(get(port, "/../secret"))
                    .doesNotContain("for nobody's eyes")
                    .matches("(?s)HTTP/1.1 40[04] .*");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast()).startsWith("requests ").contains("2xx 2; 3xx 1; 4xx 2");
        }
    }

    @Test
    void whatLiesThereCompressedIsSentSo() throws IOException {
        Files.writeString(site.resolve("a.css"), "plain");
        Files.writeString(site.resolve("a.css.br"), "brotli");
        try (ChildJvm server = serve("")) {
            assertThat(get(port(server), "/a.css", "Accept-Encoding: gzip, br\r\n"))
                    .contains("\r\nContent-Encoding: br\r\n")
                    .endsWith("\r\n\r\nbrotli");
        }
    }

    @Test
    void directoriesAreListedIfThatIsAskedFor() throws IOException {
        try (ChildJvm server = serve("--list --cache-control max-age=60")) {
            int port = port(server);
            assertThat(get(port, "/sub/")).contains("file.txt");
            assertThat(get(port, "/")).contains("\r\nCache-Control: max-age=60\r\n");
        }
    }

    @Test
    void eachRequestIsALineOfTheLogThatHangUpOpensAgain() throws IOException {
        Path log = place.resolve("access.log");
        try (ChildJvm server = serve("--log-format json --access-log " + log)) {
            int port = port(server);
            assertThat(get(port, "/")).contains("200 OK");
            Path rotated = Files.move(log, place.resolve("access.log.1"));
            server.send(Signal.HUP);
            server.awaitLine("opening the access log again");
            do { // soon, and not at once
                assertThat(get(port, "/none")).contains("404");
            } while (!Files.exists(log) || Files.size(log) == 0);
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
            assertThat(Files.readString(rotated)).contains("\"status\":200");
            assertThat(Files.readString(log)).contains("\"status\":404");
        }
    }

    @Test
    void aConnectionAtRestIsAnsweredOnceMore() throws IOException {
        try (ChildJvm server = serve("--drain 1h");
                Socket client = ask(port(server), "/")) {
            int port = client.getPort();
            int length = get(port, "/").length() - "Connection: close\r\n".length();
            assertThat(client.getInputStream().readNBytes(length)).asString().endsWith(PAGE);
            server.send(Signal.TERM);
            EndingTest.awaitRefusal(port);
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .contains("Connection: close")
                    .endsWith(PAGE);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void whatHasBegunIsAnsweredBeforeTheEnd() throws IOException {
        byte[] large = new byte[30_000_000]; // more than the kernel keeps for anybody
        Files.write(site.resolve("large"), large);
        try (ChildJvm server = serve("--drain 1h");
                Socket client = ask(port(server), "/large")) {
            readStatus(client);
            server.send(Signal.TERM);
            server.awaitLine("ending, 1 on the way still");
            assertThat(client.getInputStream().readNBytes(large.length)).hasSize(large.length);
            client.shutdownOutput(); // it was told to keep the connection: as long as it might ask again it is awaited
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast()).contains("2xx 1").doesNotContain("cut off");
        }
    }

    private static Socket ask(int port, String path) throws IOException {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setSoTimeout(30_000);
        client.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static void readStatus(Socket client) throws IOException {
        byte[] status = "HTTP/1.1 200 OK".getBytes(StandardCharsets.US_ASCII);
        assertThat(client.getInputStream().readNBytes(status.length)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve /no/such | /no/such cannot be served: ",
                "serve /etc/hostname | /etc/hostname cannot be served: ",
                "serve . --unix /tmp/x --port 1 | --unix does not go with --host or --port",
                "serve . --log-format json | --log-format goes with --access-log",
                "serve . --access-log /no/such/log | --access-log: ",
                "serve . --workers -1 | --workers: ",
                "serve . --key x | --key goes with --tls"
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String arguments, String line) {
        try (ChildJvm server = ServersTest.builder(arguments.split(" ", -1)).start()) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines()).singleElement().asString().startsWith("carillon: " + line);
        }
    }

    /** Not the present directory, which may be anything. */
    @Test
    void withoutADirectoryNothingIsServed() {
        try (ChildJvm server = ServersTest.builder("serve").start()) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines())
                    .containsExactly(
                            "carillon: Missing required parameter: 'DIR', or -c FILE", "See 'carillon serve --help'.");
        }
    }
}
