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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon serve -c} as a user starts it, and changes its file. */
@Timeout(120)
class ServeConfigTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final int STORM = 1000;

    /** Each behind a site that is right, and where it is told. */
    private static final List<String> WRONG = List.of(
            "x = |4:5:",
            "x = 'a|4:7:",
            "[site|4:6:",
            "xyz = 1|4:1:",
            "listing = 1|4:1:",
            "names = ['a b']|4:10:",
            "directory = 'b'|4:1:",
            "[site.b]\ndirectory = 'none'\nnames = ['b']|5:1:",
            "[listen.b]\naddress = '80'|5:1:",
            "[listen.b]\naddress = ':1'\ntls = { cert = 'none' }|6:9:",
            "[limits]\nbody = '5 KB'|5:1:",
            "[acces-log]|4:1:",
            "\u0001|4:1:",
            "x = " + "[".repeat(10_000) + "|4:134:");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeSites() throws IOException {
        file = directory.resolve("serve.toml");
        TwoSites.make(directory, "site ");
        Files.writeString(directory.resolve("404.html"), "<p>nothing here</p>");
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
    }

    private static String right(String site) {
        return "listen.web.address = '127.0.0.1:0'\n[site.main]\ndirectory = '" + site + "'\n";
    }

    private ChildJvm start(String... arguments) {
        return ServersTest.builder(arguments).start();
    }

    private static int port(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    private static String get(int port, String path, String host) throws IOException {
        return ServersTest.exchange(
                port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    /** On a connection that stays. */
    private static String ask(Socket client) throws IOException {
        client.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\nsite ") < 0) {
            int next = client.getInputStream().read();
            assertThat(next).as("after %s", answer).isNotNegative();
            answer.append((char) next);
        }
        return Character.toString(client.getInputStream().read());
    }

    @Test
    void aWrongFileChangesNothingAndSaysWhere() throws IOException {
        write(right("a"));
        try (ChildJvm server = start("serve", "-c", file.toString());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server.awaitLine(LISTENING)))) {
            assertThat(ask(client)).isEqualTo("a");
            for (String wrong : WRONG) {
                int bar = wrong.lastIndexOf('|');
                write(right("b") + wrong.substring(0, bar) + "\n");
                server.send(Signal.HUP);
                String line = server.awaitLine("not reloaded: ");
                assertThat(line).as(wrong).contains("not reloaded: " + file + ":" + wrong.substring(bar + 1));
                assertThat(ask(client)).isEqualTo("a");
            }
            write(right("b"));
            server.send(Signal.HUP);
            server.awaitLine("reloaded: sites main; ");
            assertThat(ask(client)).isEqualTo("b");
            server.send(Signal.TERM);
            client.shutdownOutput();
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void allThatIsWrongIsToldAtTheStart() throws IOException {
        write(right("none") + "nams = ['b']\n[limits]\nbody = 5\n");
        for (String[] command : List.of(
                new String[] {"serve", "-c", file.toString()},
                new String[] {"serve", "check", "-c", file.toString()})) {
            try (ChildJvm server = start(command)) {
                assertThat(server.awaitExit()).isEqualTo(2);
                assertThat(server.lines())
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .containsExactly(file + ":3:1:", file + ":4:1:", file + ":6:1:");
            }
        }
    }

    @Test
    void theExamplePassesItsCheck() throws IOException {
        try (ChildJvm example = start("serve", "example")) {
            assertThat(example.awaitExit()).isZero();
            write(String.join("\n", example.lines()) + "\n");
        }
        try (ChildJvm check = start("serve", "check", "-c", file.toString())) {
            assertThat(check.awaitExit()).isZero();
            assertThat(check.lines()).containsExactly(file + ": sites main; listeners web 127.0.0.1:8080");
        }
    }

    @Test
    void sitesHaveNamesRulesAndPagesOfTheirOwnWhichAReloadChanges() throws Exception {
        write("""
            listen.web = { address = '127.0.0.1:0', health = '/up' }
            [site.a]
            directory = 'a'
            names = ['a.test', '*.a.test']
            cache = { '*.html' = 'no-cache', '/' = 'max-age=5' }
            headers = { '/**' = { X-Site = 'a' } }
            errors = { 404 = '404.html' }
            """);
        try (ChildJvm server = start("serve", "-c", file.toString())) {
            int port = port(server.awaitLine(LISTENING));
            assertThat(get(port, "/", "A.test:80")).contains("\r\nCache-Control: max-age=5\r\n", "\r\nX-Site: a\r\n");
            assertThat(get(port, "/index.html", "x.a.test")).contains("\r\nCache-Control: no-cache\r\n");
            assertThat(get(port, "/", "a.test.")).contains("\r\nX-Site: a\r\n");
            assertThat(get(port, "/", ".a.test")).startsWith("HTTP/1.1 421 ");
            assertThat(get(port, "/none", "a.test"))
                    .startsWith("HTTP/1.1 404 ")
                    .contains("\r\nContent-Type: text/html", "X-Site: a")
                    .endsWith("<p>nothing here</p>")
                    .doesNotContain("Cache-Control");
            assertThat(get(port, "/", "b.test")).startsWith("HTTP/1.1 421 ");
            assertThat(get(port, "/up", "b.test")).startsWith("HTTP/1.1 200 ");
            write("""
                listen.web = { address = '127.0.0.1:0', tls = {}, limits = { line = '64 B' } }
                site.b.directory = 'b'
                """);
            server.send(Signal.HUP);
            assertThat(server.awaitLine("reloaded: ")).contains("self-signed certificate");
            try (TlsClient client = TlsClient.connect(port)) {
                String request = "GET /" + "x".repeat(80) + " HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n";
                client.socket().getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 414 ");
            }
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void aUnixSocketThatSomebodyHasRemovedAndALogThatCannotBeOpenedAreSeenToByAReload() throws IOException {
        Path socket = directory.resolve("web.sock");
        Path logs = Files.createDirectory(directory.resolve("logs"));
        write("listen.web.address = 'unix:" + socket + "'\nsite.main.directory = 'a'\naccess-log.file = 'logs/log'\n");
        try (ChildJvm server = start("serve", "-c", file.toString())) {
            server.awaitLine("listening on unix:");
            Files.delete(socket);
            server.send(Signal.HUP);
            server.awaitLine("reloaded: ");
            assertThat(Files.exists(socket)).isTrue();
            Files.move(logs, directory.resolve("moved"));
            server.send(Signal.HUP);
            assertThat(server.awaitLine("not reloaded: ")).contains(file + ":3:1: access-log.file: ");
            Files.move(directory.resolve("moved"), logs);
            server.send(Signal.HUP);
            server.awaitLine("reloaded: ");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(Files.exists(socket)).isFalse();
        }
    }

    @Test
    void aFileThatHasLostItsListenersOrMovesOneToItsOwnPortChangesNothing() throws IOException {
        write(right("a"));
        try (ChildJvm server = start("serve", "-c", file.toString());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server.awaitLine(LISTENING)))) {
            write("site.main.directory = 'b'\n");
            server.send(Signal.HUP);
            assertThat(server.awaitLine("not reloaded: ")).contains(file + ":1:1: listen is missing; allowed: ");
            write(right("b").replace("127.0.0.1:0", "0.0.0.0:" + client.getPort()));
            server.send(Signal.HUP);
            assertThat(server.awaitLine("not reloaded: "))
                    .contains(file + ":1:1: listen.web.address: this server has the port itself, 127.0.0.1:");
            assertThat(ask(client)).isEqualTo("a");
            server.send(Signal.TERM);
            client.shutdownOutput();
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void aThousandHangUpsInASecondFailNoRequest() throws IOException {
        write(right("a"));
        try (ChildJvm server = start("serve", "-c", file.toString(), "--loops", "2");
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port(server.awaitLine(LISTENING)))) {
            for (int i = 0; i < STORM; i++) {
                server.send(Signal.HUP);
                if (i % 10 == 0) {
                    assertThat(ask(client)).isEqualTo("a");
                }
            }
            write(right("b"));
            server.send(Signal.HUP);
            while (!ask(client).equals("b")) {
                Thread.onSpinWait();
            }
            server.send(Signal.TERM);
            client.shutdownOutput();
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast()).doesNotContain("4xx", "5xx", "cut off", "failed");
        }
    }
}
