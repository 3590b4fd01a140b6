package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page of a monitor with a file, while files are wrong and outsiders mean harm. */
class MonitorPageTest {
    private static final String FILE = """
        [source.temperature]
        fifo = { path = "f" }
        value = { field = 1 }
        [source.files]
        path = { watch = "watched", kinds = ["written"] }
        [rule.hot]
        on = "temperature"
        above = 80
        severity = "critical"
        """;

    @TempDir
    private Path directory;

    private ChildJvm start() throws IOException {
        Files.createDirectory(directory.resolve("watched"));
        Files.writeString(directory.resolve("m.toml"), FILE);
        return MonitorJvm.with("-c", directory.resolve("m.toml").toString(), "--json", "--control", "none")
                .arguments("--page", "127.0.0.1:0")
                .start();
    }

    private void say(String line) {
        Fifo.write(directory.resolve("f"), line + "\n");
    }

    private static String get(ChildJvm jvm, String path) throws IOException {
        String url = jvm.lines().stream()
                .filter(line -> line.contains("\"page\":\"http://"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*\"page\":\"http://([^/]*)/.*", "$1");
        int port = Integer.parseInt(url.substring(url.indexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + url + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ");
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** Once it says so: how things stand is asked for no more than a few times a second. */
    private static String board(ChildJvm jvm, String... wanted) throws IOException {
        for (int i = 0; i < 2000; i++) {
            String board = get(jvm, "/data/board");
            if (Stream.of(wanted).allMatch(board::contains)) {
                return board;
            }
        }
        throw new AssertionError(get(jvm, "/data/board"));
    }

    @Test
    void aWrongFileIsToldAndAllElseStaysAsItWas() throws Exception {
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            say("81");
            MonitorJvm.awaitKind(jvm, "raised");
            List<byte[]> wrong = List.of(
                    "[source.a\n".getBytes(StandardCharsets.UTF_8),
                    (FILE + "absnt = \"1 m\"\n").getBytes(StandardCharsets.UTF_8),
                    FILE.replace("on = \"temperature\"", "on = \"none\"").getBytes(StandardCharsets.UTF_8),
                    FILE.replace("path = \"f\"", "path = \"/nowhere/f\"").getBytes(StandardCharsets.UTF_8),
                    new byte[] {(byte) 0xff, '\n'},
                    new byte[0]);
            int failed = 0;
            for (byte[] file : wrong) {
                Files.write(directory.resolve("m.toml"), file);
                jvm.send(Signal.HUP);
                MonitorJvm.awaitKind(jvm, "reload-failed");
                failed++;
                say("8" + failed);
                MonitorJvm.awaitKind(jvm, "line");
                assertThat(board(jvm, "\"failedReloads\":" + failed, "\"received\":" + (failed + 1) + ","))
                        .contains("\"level\":\"critical\",\"words\":\"1 alarm: hot for ")
                        .containsPattern(
                                "\"temperature\":\\{[^}]*\"received\":" + (failed + 1) + ",\"handled\":" + (failed + 1))
                        .containsPattern("\"marks\":\\[" + "\\d+,".repeat(failed) + "\\d+]");
            }
            Files.writeString(directory.resolve("m.toml"), FILE);
            jvm.send(Signal.HUP);
            MonitorJvm.awaitKind(jvm, "reloaded");
            assertThat(board(jvm, "\"failedReloads\":" + failed)).contains("1 alarm: hot for ");
        }
    }

    @Test
    void whatOutsidersSayComesOutAsTheyHaveSaidIt() throws Exception {
        String harm = "</script><img src=x onerror=alert(1)> \u001b[31m \u202e \"}, {\" javascript:alert(2) $(reboot)";
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            say(harm);
            Map<String, Object> line = MonitorJvm.awaitKind(jvm, "line");
            assertThat(line).containsEntry("line", harm);
            Path named = directory.resolve("watched/" + harm.replace('/', '|') + "\r\nX: y");
            Files.writeString(named, "x");
            Map<String, Object> written = MonitorJvm.awaitKind(jvm, "written");
            assertThat(MonitorJvm.field(written, "path")).asString().contains("<img src=x onerror=alert(1)> ");
            board(jvm, "\"temperature\":{\"p\":[[", "\"files\":{\"p\":[[");
            for (Map<String, Object> event : List.of(line, written)) {
                Map<String, Object> shown = MonitorJvm.objects(
                                List.of(get(jvm, "/data/event?id=" + MonitorJvm.number(event, "seq"))))
                        .getFirst();
                Map<?, ?> fields = (Map<?, ?>) MonitorJvm.field(shown, "fields");
                String name = event == line ? "line" : "path";
                assertThat(MonitorJvm.field(fields, name)).isEqualTo(MonitorJvm.field(event, name));
            }
        }
    }
}
