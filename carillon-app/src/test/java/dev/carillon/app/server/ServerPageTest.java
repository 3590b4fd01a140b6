package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.InstalledServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --dashboard}: what a server shows of itself on its page. */
class ServerPageTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final String DASHBOARD = "dashboard on http://127.0.0.1:";
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    private Path site;

    @BeforeEach
    void makeSite() throws IOException {
        Files.writeString(site.resolve("index.html"), "hello");
    }

    private ChildJvm start(String line) {
        return ServersTest.builder(line.split(" ", -1))
                .options("-Xlog:class+load:file=" + site.resolveSibling("loaded.txt"))
                .start();
    }

    private static int listening(ChildJvm server) {
        return Integer.parseInt(server.awaitLine(LISTENING).substring(LISTENING.length()));
    }

    private static int dashboard(ChildJvm server) {
        String line = server.awaitLine(DASHBOARD);
        return Integer.parseInt(line.substring(DASHBOARD.length(), line.length() - 1));
    }

    private static String get(int port, String path) throws IOException {
        return ServersTest.exchange(
                port, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n");
    }

    private static String board(int page) throws IOException {
        return get(page, "/data/board");
    }

    /** What ticks say until they say something; each reader follows them anew. */
    private static void follow(int page, String... wanted) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(("GET /data/stream HTTP/1.1\r\nHost: 127.0.0.1:" + page + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            BufferedReader ticks =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String each : wanted) {
                String line = ticks.readLine();
                while (line != null && !line.contains(each)) {
                    line = ticks.readLine();
                }
                assertThat(line).as("a tick with " + each).isNotNull();
            }
        }
    }

    @Test
    void requestsAndConnectionsOfAllLoopsAreALaneEach() throws IOException {
        try (ChildJvm server = start("serve " + site + " --port 0 --loops 2 --dashboard 127.0.0.1:0")) {
            int port = listening(server);
            int page = dashboard(server);
            for (int i = 0; i < 20; i++) {
                assertThat(get(port, "/")).endsWith("hello");
            }
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                assertThat(open.getInputStream().read()).isEqualTo('H');
                follow(page, "\"value\":1.0,\"received\":");
                assertThat(board(page))
                        .contains("\"serve\":{\"name\":\"serve\",\"place\":0,\"kind\":\"listener\"")
                        .containsPattern("\"serve\":\\{[^{}]*\"received\":21,\"handled\":21")
                        .containsPattern("\"serve requests\":\\{[^{}]*\"received\":21,\"handled\":21")
                        .containsPattern("\"serve connections\":\\{[^{}]*\"unit\":\"open\"")
                        .contains("[\"loop-1\",", "[\"loop-2\",", "[\"control\",")
                        .doesNotContain("\"wakeup\"");
            }
            assertThat(get(page, "/")).startsWith("HTTP/1.1 200 ").contains("<title>Carillon</title>");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void eachSignalIsAPinAndAReloadIsAMark() throws IOException {
        try (ChildJvm server = start("serve " + site + " --port 0 --dashboard 127.0.0.1:0")) {
            int page = dashboard(server);
            server.send(Signal.HUP);
            server.awaitLine("reloaded: ");
            server.send(Signal.USR1);
            server.awaitLine("requests 0");
            follow(page, "\"control signals\"");
            assertThat(board(page))
                    .containsPattern("\"control signals\":\\{\"p\":\\[\\[\\d+,-?\\d+,\"signal\",null]")
                    .contains("signal USR1 from process "
                            + ProcessHandle.current().pid() + ", user ")
                    .containsPattern("\"marks\":\\[\\d+,\\d+]");
            assertThat(get(page, "/data/event?id=1")).contains("\"source\":\"monitor\",\"kind\":\"ready\"");
        }
    }

    @Test
    void anEchosTrafficIsShownToo() throws IOException {
        try (ChildJvm server = start("echo --port 0 --dashboard 127.0.0.1:0")) {
            int port = listening(server);
            int page = dashboard(server);
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                for (int i = 0; i < 3; i++) {
                    open.getOutputStream().write('x');
                    assertThat(open.getInputStream().read()).isEqualTo('x');
                }
                follow(page, "\"received\":3,\"handled\":3");
                assertThat(board(page)).containsPattern("\"echo connections\":\\{[^{}]*\"received\":3,");
            }
        }
        try (ChildJvm server = start("echo --udp --port 0 --dashboard 127.0.0.1:0")) {
            assertThat(board(dashboard(server)))
                    .contains("\"echo\":{\"name\":\"echo\",\"place\":0,\"kind\":\"datagrams\"");
        }
    }

    @Test
    void aRelayShowsBothOfItsSides() throws IOException {
        try (ChildJvm echo = start("echo --port 0 --control none");
                ChildJvm relay =
                        start("relay :0 127.0.0.1:" + listening(echo) + " --control none --dashboard 127.0.0.1:0")) {
            int port = listening(relay);
            int page = dashboard(relay);
            try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                open.getOutputStream().write('x');
                assertThat(open.getInputStream().read()).isEqualTo('x');
                follow(page, "\"relay to 127.0.0.1:");
                assertThat(board(page))
                        .containsPattern("\"relay connections\":\\{[^{}]*\"value\":1.0,")
                        .containsPattern("\"relay to [0-9.:]+ connections\":\\{[^{}]*\"value\":1.0,");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo --port %d --dashboard 127.0.0.1:%d",
                "serve . --host 0.0.0.0 --port %d --dashboard 127.0.0.1:%d",
                "serve . --port %d --metrics 127.0.0.1:%d",
                "serve . --port 0 --metrics 127.0.0.1:%d --dashboard 127.0.0.1:%d"
            })
    void anAddressThatTheServerHasItselfIsNoOtherPrograms(String line) throws IOException {
        int port = InstalledServer.freePort();
        try (ChildJvm server = start(line.replace("%d", Integer.toString(port)))) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.lines().toString())
                    .contains("127.0.0.1:" + port + " is this server's own already")
                    .doesNotContain("another program");
        }
    }

    @Test
    void anAddressInUseIsAnError() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildJvm server = start("echo --port 0 --dashboard 127.0.0.1:" + taken.getLocalPort())) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: no page at 127.0.0.1:" + taken.getLocalPort())
                    .contains("EADDRINUSE");
        }
    }

    @Test
    void aStrangersPageIsShownNothing() throws IOException {
        try (ChildJvm server = start("echo --port 0 --dashboard 127.0.0.1:0")) {
            int page = dashboard(server);
            for (String stranger :
                    new String[] {"Host: evil.example", "Host: 127.0.0.1\r\nOrigin: http://evil.example"}) {
                assertThat(ServersTest.exchange(
                                page, "GET /data/board HTTP/1.1\r\n" + stranger + "\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 403 ");
            }
            assertThat(board(page)).contains("\"refused\":2");
        }
    }

    @Test
    void withoutTheOptionNothingOfItIsLoaded() throws IOException {
        try (ChildJvm server = start("serve " + site + " --port 0")) {
            assertThat(get(listening(server), "/")).endsWith("hello");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
        }
        assertThat(Files.readAllLines(site.resolveSibling("loaded.txt")))
                .noneMatch(line -> line.contains(" dev.carillon.dashboard.") || line.contains(" tools.jackson."))
                .anyMatch(line -> line.contains(" dev.carillon.http."));
    }
}
