package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code carillon echo --tls} and {@code carillon relay --tls} as a user starts them, with files of openssl. */
class TlsServersTest {
    private static final String TEXT = "ding dong ".repeat(50_000);
    private static final String SHA = "SHA-256 ";

    @TempDir
    private static Path directory;

    @BeforeAll
    static void makeFiles() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        for (String name : List.of("a", "b")) {
            openssl("req -x509 -nodes -days 30 -subj /CN=" + name + " -addext subjectAltName=DNS:localhost"
                    + " -newkey ec -pkeyopt ec_paramgen_curve:P-256 -keyout " + name + ".key -out " + name + ".crt");
            openssl("pkcs12 -export -in " + name + ".crt -inkey " + name + ".key -out " + name
                    + ".p12 -passout pass:correct");
        }
        openssl("pkcs8 -topk8 -in a.key -out locked.key -passout pass:correct");
        Files.writeString(directory.resolve("correct"), "correct\n");
        Files.writeString(directory.resolve("wrong"), "wrong\n");
        Files.writeString(directory.resolve("text"), "no such thing\n");
    }

    private static void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(Arrays.asList(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(arguments + ": " + output).isZero();
    }

    /** Names of files stand as %NAME. */
    private static ChildJvm start(String arguments) {
        return ServersTest.builder(arguments.replace("%", directory + "/").split(" ", -1))
                .start();
    }

    private static int port(ChildJvm server) {
        String listening = server.awaitLine("listening on ");
        return Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
    }

    private static String fingerprint(ChildJvm server) {
        String line = server.awaitLine(SHA);
        return line.substring(line.indexOf(SHA) + SHA.length());
    }

    private static void end(ChildJvm server) {
        server.send(Signal.TERM);
        assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
    }

    private static void assertEchoes(ChildJvm server) throws Exception {
        int port = port(server);
        String printed = fingerprint(server);
        try (TlsClient client = TlsClient.connect(port)) {
            assertThat(client.fingerprint()).isEqualTo(printed);
            assertThat(client.exchange(TEXT)).isEqualTo(TEXT);
            assertThat(client.finish()).isEmpty();
        }
        end(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " --trigger edge",
                " --workers 2",
                " --loops 2 --share hand-off",
                " --cert %a.crt --key %a.key",
                " --cert %a.crt --key %locked.key --password-file %correct",
                " --cert %a.p12 --password-file %correct"
            })
    void everyByteComesBack(String options) throws Exception {
        try (ChildJvm server = start("echo --port 0 --tls" + options)) {
            assertEchoes(server);
        }
    }

    @Test
    void theRelayTakesTlsOff() throws Exception {
        try (ChildJvm echo = start("echo --port 0");
                ChildJvm relay = start("relay :0 127.0.0.1:" + port(echo) + " --tls --cert %a.crt --key %a.key")) {
            assertEchoes(relay);
            end(echo);
        }
    }

    @Test
    void hangUpLoadsTheFilesAgainForThoseWhoComeThen() throws Exception {
        Path chain = Files.copy(directory.resolve("a.crt"), directory.resolve("now.crt"));
        Path key = Files.copy(directory.resolve("a.key"), directory.resolve("now.key"));
        try (ChildJvm server = start("echo --port 0 --tls --cert %now.crt --key %now.key")) {
            int port = port(server);
            String first = fingerprint(server);
            try (TlsClient old = TlsClient.connect(port)) {
                assertThat(old.exchange("ding")).isEqualTo("ding");
                Files.writeString(chain, Files.readString(directory.resolve("b.crt")));
                server.send(Signal.HUP); // the key does not fit
                assertThat(server.awaitLine("not reloaded: ")).contains("the key does not fit the first certificate");
                assertShown(port, first);
                Files.writeString(key, Files.readString(directory.resolve("b.key")));
                server.send(Signal.HUP);
                String second = fingerprint(server);
                assertThat(second).isNotEqualTo(first);
                assertShown(port, second);
                assertThat(old.exchange("dong")).isEqualTo("dong");
                Files.writeString(key, "no such thing");
                server.send(Signal.HUP);
                assertThat(server.awaitLine("not reloaded: ")).contains("now.key: not PEM");
                assertShown(port, second);
                assertThat(old.exchange("ding")).isEqualTo("ding");
            }
            end(server);
        }
    }

    private static void assertShown(int port, String fingerprint) throws Exception {
        try (TlsClient client = TlsClient.connect(port)) {
            assertThat(client.fingerprint()).isEqualTo(fingerprint);
            assertThat(client.exchange("ding")).isEqualTo("ding");
        }
    }

    @Test
    void onlyClientsOfTheAuthorityAreServed() throws Exception {
        try (ChildJvm server = start("echo --port 0 --tls --client-ca %a.crt")) {
            int port = port(server);
            try (TlsClient client = TlsClient.connect(port, directory.resolve("a.p12"), "correct")) {
                assertThat(client.exchange(TEXT)).isEqualTo(TEXT);
            }
            // With TLS 1.3 a client hears of it after its own handshake.
            assertThatThrownBy(() -> exchangeAndClose(TlsClient.connect(port))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> exchangeAndClose(TlsClient.connect(port, directory.resolve("b.p12"), "correct")))
                    .isInstanceOf(IOException.class);
            end(server);
            assertThat(server.lines().getLast()).contains("HANDSHAKE_FAILED 2");
        }
    }

    private static void exchangeAndClose(TlsClient client) throws IOException {
        try (client) {
            if (client.exchange("ding").length() < 4) {
                throw new IOException("turned away");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls --cert %a.crt --key %locked.key --password-file %wrong | %locked.key: wrong password",
                "--tls --cert %a.crt --key %locked.key | %locked.key: the key is encrypted; give its password",
                "--tls --cert %a.p12 --password-file %wrong | %a.p12: wrong password",
                "--tls --cert %a.p12 --password-file %none | %none: the password cannot be read: no such file",
                "--tls --cert %none --key %a.key | %none: no such file",
                "--tls --cert %a.crt --key %none | %none: no such file",
                "--tls --cert %text | %text: not PEM",
                "--tls --cert %a.crt --key %b.key | %b.key with %a.crt: the key does not fit the first certificate",
                "--tls --cert %a.p12 --key %a.key | --key does not go with %a.p12, which has the key itself",
                "--tls --key %a.key | --key and --password-file go with --cert",
                "--tls --client-ca %none | %none: no such file",
                "--tls --client-ca %text | %text: not PEM",
                "--key %a.key | --key goes with --tls",
                "--client-ca %a.crt | --client-ca goes with --tls",
                "--tls --udp | --udp does not go with --tls"
            })
    void whatIsWrongIsOneLineAndExitCodeTwo(String options, String line) {
        try (ChildJvm server = start("echo --port 0 " + options)) {
            assertThat(server.awaitExit()).as(server.lines().toString()).isEqualTo(2);
            assertThat(server.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: " + line.replace("%", directory + "/"));
        }
    }

    @Test
    void theRelaySaysTheSame() {
        try (ChildJvm server = start("relay :0 127.0.0.1:1 --tls --cert %a.crt --key %b.key")) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines()).singleElement().asString().contains("the key does not fit");
        }
    }
}
