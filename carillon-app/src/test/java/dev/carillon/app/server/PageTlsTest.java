package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page over TLS, with files of openssl. */
class PageTlsTest {
    private static final String DASHBOARD = "dashboard on https://";

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeFiles() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        for (String name : List.of("a", "b", "renewed")) {
            List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
            command.addAll(Arrays.asList(("req -x509 -nodes -days 30 -subj /CN=" + name + " -newkey ec"
                            + " -pkeyopt ec_paramgen_curve:P-256 -keyout " + name + ".key -out " + name + ".crt")
                    .split(" ", -1)));
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        }
    }

    /** Names of files stand as %NAME. */
    private static ChildJvm start(String arguments) {
        return ServersTest.builder(arguments.replace("%", directory + "/").split(" ", -1))
                .start();
    }

    private static int port(ChildJvm server) {
        String line = server.awaitLine(DASHBOARD);
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1, line.length() - 1));
    }

    private static String get(int port, String path, String fields) throws Exception {
        try (TlsClient client = TlsClient.connect(port)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
                    + fields + "\r\n";
            client.socket().getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(client.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String fingerprint(int port) throws Exception {
        try (TlsClient client = TlsClient.connect(port)) {
            return client.fingerprint();
        }
    }

    private static void copy(String from, String to) throws IOException {
        for (String end : List.of(".crt", ".key")) {
            Files.copy(directory.resolve(from + end), directory.resolve(to + end), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void aRenewedCertificateIsTakenWhenFilesAreReadAgain() throws Exception {
        copy("a", "present");
        try (ChildJvm server =
                start("echo --port 0 --dashboard 127.0.0.1:0 --page-cert %present.crt --page-key %present.key")) {
            int page = port(server);
            assertThat(get(page, "/data/board", "Origin: https://localhost:" + page + "\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"title\":\"echo\"");
            assertThat(get(page, "/data/board", "Origin: http://localhost:" + page + "\r\n"))
                    .startsWith("HTTP/1.1 403 ");
            String before = fingerprint(page);
            copy("renewed", "present");
            server.send(Signal.HUP);
            assertThat(server.awaitLine("reloaded: the page's certificate")).contains(fingerprint(page));
            assertThat(fingerprint(page)).isNotEqualTo(before);
        }
    }

    @Test
    void whereOthersReachItWhoReadsSaysTheTokenWhichItsOwnerIsTold() throws Exception {
        Path control = directory.resolve("control");
        try (ChildJvm server = start(
                "echo --port 0 --control %control --dashboard 0.0.0.0:0 --page-cert %a.crt" + " --page-key %a.key")) {
            int page = port(server);
            assertThat(get(page, "/", "")).startsWith("HTTP/1.1 200 ");
            assertThat(get(page, "/data/board", "")).startsWith("HTTP/1.1 403 ");
            assertThat(server.lines()).noneMatch(line -> line.contains("token"));
            try (ChildJvm asked = start("ctl " + control + " page")) {
                String url = asked.awaitLine("https://");
                String token = url.substring(url.indexOf("#token=") + "#token=".length());
                assertThat(get(page, "/data/board", "Authorization: Bearer " + token + "\r\n"))
                        .startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aFileSaysItAsWell() throws Exception {
        Files.createDirectory(directory.resolve("site"));
        Files.writeString(directory.resolve("serve.toml"), """
            site.main.directory = "site"
            listen.web.address = ":0"
            page = { address = ":0", cert = "b.crt", key = "b.key" }
            """);
        try (ChildJvm server = start("serve -c %serve.toml")) {
            int page = port(server);
            assertThat(get(page, "/data/board", ""))
                    .contains("\"web requests\":{")
                    .contains("serve.toml");
            Files.writeString(
                    directory.resolve("serve.toml"),
                    "site.main.directory = 'site'\nlisten.web.address = ':0'\npage.address = ':1'\n");
            server.send(Signal.HUP);
            server.awaitLine("as before until a restart: page");
        }
    }

    @Test
    void aMonitorsFileSaysItTooAndItsCertificateIsReadAgain() throws Exception {
        copy("a", "monitors");
        Files.writeString(directory.resolve("monitor.toml"), """
            source.beat.timer = { every = "1 h" }
            [page]
            address = ":0"
            cert = "monitors.crt"
            key = "monitors.key"
            """);
        try (ChildJvm monitor = start("monitor -c %monitor.toml --json --control none")) {
            String ready = monitor.awaitLine("\"page\":\"https://127.0.0.1:");
            int page = Integer.parseInt(ready.replaceAll(".*https://127.0.0.1:(\\d+)/.*", "$1"));
            assertThat(get(page, "/data/board", "")).contains("\"beat\":{\"name\"");
            String before = fingerprint(page);
            copy("b", "monitors");
            monitor.send(Signal.HUP);
            assertThat(monitor.awaitLine("the page's certificate")).contains(fingerprint(page));
            assertThat(fingerprint(page)).isNotEqualTo(before);
            Files.delete(directory.resolve("monitors.key"));
            Files.writeString(directory.resolve("monitors.key"), "no key");
            monitor.send(Signal.HUP);
            monitor.awaitLine("the page's certificate stays as it was: ");
            assertThat(get(page, "/data/board", "")).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve check -c %open.toml", "monitor check %open.toml"})
    void aFileThatLetsEverybodySeeItUnencryptedIsWrongUnlessItSaysSo(String check) throws Exception {
        String file =
                check.startsWith("serve") ? "site.a.directory = '.'\n" : "source.beat.timer = { every = '1 h' }\n";
        Files.writeString(directory.resolve("open.toml"), file + "page.address = '0.0.0.0:8091'\n");
        try (ChildJvm checked = start(check)) {
            assertThat(checked.awaitExit()).isEqualTo(2);
            assertThat(checked.lines())
                    .singleElement()
                    .asString()
                    .contains("open.toml:2:1: page.address")
                    .contains("others reach that");
        }
        Files.writeString(
                directory.resolve("open.toml"), file + "page = { address = '0.0.0.0:8091', insecure = true }\n");
        try (ChildJvm checked = start(check)) {
            assertThat(checked.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo --dashboard 0.0.0.0:0 | the page at 0.0.0.0:0: others reach that, and it is not encrypted: give"
                        + " --page-cert and --page-key, put a proxy with TLS before 127.0.0.1, or say --insecure",
                "echo --dashboard :0 --page-key %a.key | --page-key goes with --page-cert",
                "echo --page-cert %a.crt | --page-cert goes with --dashboard",
                "echo --dashboard :0 --page-cert %a.crt --page-key %b.key | the page's certificate: ",
                "monitor --page :0 --page-cert %none.crt | the page's certificate: "
            })
    void whatCannotBeIsOneLineAndExitCodeTwo(String arguments, String line) {
        try (ChildJvm server = start(arguments)) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines()).singleElement().asString().startsWith("carillon: " + line);
        }
    }
}
