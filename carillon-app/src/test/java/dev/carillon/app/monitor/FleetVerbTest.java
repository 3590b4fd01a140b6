package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import dev.carillon.testkit.InstalledServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon monitor fleet} at a real server, of monitors in processes of their own. */
class FleetVerbTest {
    private static final Path NATS = Path.of("/usr/sbin/nats-server");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String REST = """
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.too-hot]
        on = "boiler"
        above = 80
        """;

    @TempDir
    private Path directory;

    private final VerbCalls verbs = new VerbCalls();

    private InstalledServer server() throws IOException {
        assumeTrue(Files.isExecutable(NATS), "nats-server is not installed");
        return InstalledServer.start(
                NATS,
                directory,
                port -> List.of("-a", "127.0.0.1", "-p", Integer.toString(port), "-js", "-sd", "nats"));
    }

    private String file(int port) throws IOException {
        String fleet = "[fleet]\nservers = [\"nats://127.0.0.1:" + port
                + "\"]\nhost = \"web-1\"\ntick = \"500 ms\"\nttl = \"2 s\"\n";
        return Files.writeString(directory.resolve("m.toml"), fleet + REST).toString();
    }

    private ChildJvm monitor(String file, String... options) {
        return MonitorJvm.with("-c", file, "--json", "--control", "none", "--no-page")
                .options(options)
                .start();
    }

    private int list(String... options) throws Exception {
        verbs.forget();
        return verbs.run(options);
    }

    private void await(String file, String text) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            list("fleet", "-c", file);
            assertThat(System.nanoTime() - end).as(verbs.text()).isNegative();
        } while (!verbs.text().contains(text));
    }

    @Test
    void whoIsThereAndWhoVanishedAndWhoLeftIsTold() throws Exception {
        try (InstalledServer server = server()) {
            String file = file(server.port());
            String url = "nats://127.0.0.1:" + server.port();
            assertThat(list("fleet", "--nats", url)).isZero();
            assertThat(verbs.text()).contains("no host has been there");
            try (ChildJvm monitor = monitor(file)) {
                MonitorJvm.awaitKind(monitor, "ready");
                await(file, "web-1  here");
                assertThat(list("fleet", "--nats", url)).isZero();
                assertThat(verbs.text()).contains("1 here, 0 vanished", "web-1  here      quiet, 0 alarms");
                Fifo.write(directory.resolve("f"), "90\n");
                await(file, "1 alarm,");
                assertThat(list("fleet", "--nats", url, "--once")).isEqualTo(1);
                assertThat(verbs.text()).contains("warning too-hot raised for", ": value 90");
                assertThat(list("fleet", "--nats", url, "--json")).isEqualTo(1);
                assertThat(verbs.text())
                        .startsWith("{\"host\":\"web-1\",\"presence\":\"here\"")
                        .contains("\"verdict\":\"warning\",\"count\":1");
                monitor.send(Signal.KILL);
                monitor.awaitExit();
            }
            await(file, "vanished  not heard of for");
            assertThat(list("fleet", "--nats", url)).isEqualTo(1);
            try (ChildJvm monitor = monitor(file)) {
                MonitorJvm.awaitKind(monitor, "ready");
                await(file, "web-1  here");
                monitor.send(Signal.TERM);
                monitor.awaitExit();
            }
            assertThat(list("fleet", "--nats", url)).isZero();
            assertThat(verbs.text()).contains("web-1  left      ended in order at");
        }
    }

    @Test
    void librariesAreLoadedByWhoBelongsToAFleetOnly() throws Exception {
        try (InstalledServer server = server()) {
            Path alone = Files.writeString(directory.resolve("alone.toml"), REST);
            try (ChildJvm monitor =
                    monitor(alone.toString(), "-Xlog:class+load:file=" + directory.resolve("alone.txt"))) {
                MonitorJvm.awaitKind(monitor, "ready");
                monitor.send(Signal.TERM);
                monitor.awaitExit();
            }
            assertThat(Files.readString(directory.resolve("alone.txt")))
                    .contains("FileMonitor")
                    .doesNotContain("io.nats.");
            try (ChildJvm monitor =
                    monitor(file(server.port()), "-Xlog:class+load:file=" + directory.resolve("fleet.txt"))) {
                await(directory.resolve("m.toml").toString(), "web-1  here");
                monitor.send(Signal.TERM);
                monitor.awaitExit();
            }
            assertThat(Files.readString(directory.resolve("fleet.txt")))
                    .contains("io.nats.")
                    .doesNotContain("bouncycastle");
        }
    }

    @Test
    void whatCannotBeUsedIsSaid() throws Exception {
        Path alone = Files.writeString(directory.resolve("m.toml"), REST);
        assertThatThrownBy(() -> list("fleet", "-c", alone.toString()))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("no table [fleet]");
        assertThatThrownBy(() -> list("fleet", "--nats", "http://a"))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining(
                        "\"http://a\": it is not one; allowed: the address of a NATS server: \"nats://host:4222\"");
        assertThatThrownBy(() -> list("fleet", "--nats", "nats://a:99999"))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("\"nats://a:99999\": there is no port 99999; allowed: ");
        assertThatThrownBy(() -> list("fleet", "--nats", "nats://a", "-c", "m.toml"))
                .isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> list("fleet", "web-1")).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> list("check", alone.toString(), "--once")).isInstanceOf(WrongUsage.class);
        int nobody = InstalledServer.freePort();
        assertThatThrownBy(() -> list("fleet", "--nats", "nats://127.0.0.1:" + nobody))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("127.0.0.1:" + nobody + ": Connection refused");
    }
}
