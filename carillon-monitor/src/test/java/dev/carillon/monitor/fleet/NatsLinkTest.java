package dev.carillon.monitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.WrongConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in by a real NATS server, and which server is believed. */
class NatsLinkTest {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");
    private static final List<NatsLink.Message> ONE =
            List.of(new NatsLink.Message(FleetNames.subject("web-1", FleetNames.EVENT), "1", "{}"));

    @TempDir
    private Path directory;

    private NatsLink link(String text) throws IOException, WrongConfiguration {
        ConfigFile file = ConfigFile.read(Files.writeString(directory.resolve("f.toml"), text));
        NatsSettings settings = FleetReader.read(file.root()).nats();
        return new NatsLink(settings);
    }

    private NatsServer server(String... more) throws IOException {
        List<String> options =
                new ArrayList<>(List.of("-js", "-sd", directory.resolve("nats").toString()));
        options.addAll(List.of(more));
        return NatsServer.start(directory, options);
    }

    private String servers(NatsServer server, String scheme, String host) {
        return "servers = [\"" + scheme + "://" + host + ":" + server.port() + "\"]\n";
    }

    @Test
    void whoHasTheRightPasswordIsLetInAndWhoHasNotIsToldSo() throws Exception {
        Files.writeString(directory.resolve("right"), "geheim\n");
        Files.writeString(directory.resolve("wrong"), "geraten\n");
        try (NatsServer server = server("--user", "me", "--pass", "geheim")) {
            String login = servers(server, "nats", "127.0.0.1") + "user = \"me\"\npassword = \"file:%s\"\n";
            try (NatsLink link = link(login.replace("%s", "right"))) {
                link.publish(ONE);
            }
            try (NatsLink link = link(login.replace("%s", "wrong"))) {
                assertThatThrownBy(() -> link.publish(ONE))
                        .hasMessageContaining("127.0.0.1:" + server.port())
                        .hasMessageContaining("Authorization Violation")
                        .hasMessageNotContaining("geraten");
            }
        }
    }

    @Test
    void tokenIsShown() throws Exception {
        Files.writeString(directory.resolve("token"), "geheim\n");
        try (NatsServer server = server("--auth", "geheim");
                NatsLink link = link(servers(server, "nats", "127.0.0.1") + "token = \"file:token\"\n")) {
            link.publish(ONE);
        }
    }

    /** The library itself would take any certificate of the authority for any server. */
    @Test
    void serverIsBelievedByItsAuthorityAndByItsName() throws Exception {
        certificate("here", "DNS:localhost");
        certificate("elsewhere", "DNS:nats.example");
        try (NatsServer server = server("--tls", "--tlscert", "here.crt", "--tlskey", "here.key")) {
            try (NatsLink link = link(servers(server, "tls", "localhost") + "ca = \"here.crt\"\n")) {
                link.publish(ONE);
            }
            try (NatsLink link = link(servers(server, "tls", "127.0.0.1") + "ca = \"here.crt\"\n")) {
                assertThatThrownBy(() -> link.publish(ONE)).hasMessageContaining("127.0.0.1 found");
            }
            try (NatsLink link = link(servers(server, "tls", "localhost") + "ca = \"elsewhere.crt\"\n")) {
                assertThatThrownBy(() -> link.publish(ONE)).hasMessageContaining("certification path");
            }
            try (NatsLink link = link(servers(server, "tls", "localhost"))) {
                assertThatThrownBy(() -> link.publish(ONE)).hasMessageContaining("certification path");
            }
        }
    }

    private void certificate(String name, String names) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed");
        String command = OPENSSL + " req -x509 -nodes -newkey rsa:2048 -days 30 -subj /CN=" + name
                + " -addext subjectAltName=" + names + " -keyout " + name + ".key -out " + name + ".crt";
        Process process = new ProcessBuilder(command.split(" ", -1))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
