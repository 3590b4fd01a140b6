package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines that are posted. */
class PostInputTest {
    @TempDir
    private Path directory;

    private int port;

    @BeforeEach
    void token() throws IOException {
        Files.writeString(directory.resolve("token"), "geheim\n");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    private Watched open() throws IOException, WrongConfiguration {
        return Watched.of(
                directory,
                "[source.a]\npost = { at = \"127.0.0.1:" + port + "\", token = \"file:token\" }\n"
                        + "value = { json = \"/t\" }\n");
    }

    /** Sends one request while the monitor's loop turns; answers the status line. */
    private String ask(Watched watched, String line, String token, String body) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = line + " HTTP/1.1\r\nHost: it\r\nAuthorization: Bearer " + token
                    + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            watched.await(() -> took(socket, answer));
            return answer.toString(StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    private static boolean took(Socket socket, ByteArrayOutputStream answer) {
        try {
            answer.writeBytes(
                    socket.getInputStream().readNBytes(socket.getInputStream().available()));
            return answer.toString(StandardCharsets.US_ASCII).contains("\r\n\r\n");
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void linesOfABodyAreEvents() throws Exception {
        try (Watched watched = open()) {
            assertThat(ask(watched, "POST /in/a", "geheim", "{\"t\":1}\n{\"t\":2}"))
                    .startsWith("HTTP/1.1 204");
            watched.awaitTold();
            assertThat(watched.fields("a", "value")).containsExactly(1.0, 2.0);
        }
    }

    @Test
    void whoMayNotOrAsksForSomethingElseIsRefused() throws Exception {
        try (Watched watched = open()) {
            assertThat(ask(watched, "POST /in/a", "wrong", "1")).startsWith("HTTP/1.1 401");
            assertThat(ask(watched, "POST /in/b", "geheim", "1")).startsWith("HTTP/1.1 404");
            assertThat(ask(watched, "GET /in/a", "geheim", "")).startsWith("HTTP/1.1 405");
            assertThat(ask(watched, "POST /in/a", "geheim", "x".repeat(64 * 1024 + 1)))
                    .startsWith("HTTP/1.1 413");
            assertThat(watched.fields("a", "line")).isEmpty();
        }
    }

    @Test
    void anotherTokenAtAReloadIsTheOneThatCounts() throws Exception {
        try (Watched watched = open()) {
            Files.writeString(directory.resolve("token"), "neu\n");
            watched.reload(Files.readString(directory.resolve("m.toml")));
            assertThat(ask(watched, "POST /in/a", "geheim", "1")).startsWith("HTTP/1.1 401");
            assertThat(ask(watched, "POST /in/a", "neu", "1")).startsWith("HTTP/1.1 204");
        }
    }

    @Test
    void withoutATokenItIsRefused() {
        Assertions.assertThatThrownBy(
                        () -> Watched.of(directory, "[source.a]\npost = { at = \"127.0.0.1:" + port + "\" }\n"))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("source.a.post.token is missing");
    }
}
