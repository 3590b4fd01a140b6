package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.Rate;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile test 14, of a real Alertmanager that is started again while an alarm is raised: one raise and one end are told. Takes over a
 * minute; {@code -Dcarillon.trial.alertmanager=/usr/bin/prometheus-alertmanager} runs it.
 */
@EnabledIfSystemProperty(named = AlertmanagerTrialTest.PROGRAM, matches = ".+")
class AlertmanagerTrialTest {
    static final String PROGRAM = "carillon.trial.alertmanager";

    @TempDir
    Path directory;

    private int port;

    private Process start() throws IOException {
        return new ProcessBuilder(
                        System.getProperty(PROGRAM),
                        "--config.file=" + directory.resolve("am.yml"),
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=")
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.resolve("log").toString()))
                .start();
    }

    private boolean knowsTheAlert() {
        try (InputStream in = URI.create("http://127.0.0.1:" + port + "/api/v2/alerts")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("\"alertname\":\"hot\"");
        } catch (IOException e) {
            return false; // it is not there yet
        }
    }

    private ActionSettings.Alertmanager settings() {
        return new ActionSettings.Alertmanager(
                "it",
                Set.of(Occasion.values()),
                URI.create("http://127.0.0.1:" + port),
                Optional.empty(),
                Map.of(),
                Duration.ofSeconds(5),
                new Delivery(
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1),
                        new Rate(1000, Duration.ofMinutes(1)),
                        true,
                        10));
    }

    @Test
    void restartInBetweenIsToldOnce() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (StubServer told = new StubServer(StubServer.OK)) {
            Files.writeString(
                    directory.resolve("am.yml"), """
                        route: { receiver: it, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 4h }
                        receivers: [ { name: it, webhook_configs: [ { url: "%s", send_resolved: true } ] } ]
                        """.replace("%s", told.url().toString()));
            Process server = start();
            try (Bench bench = new Bench(settings())) {
                bench.take(Changes.raised("hot", "it is hot"), "it");
                bench.until(() -> told.requests.size() == 1);
                server.destroy();
                server.waitFor();
                server = start();
                bench.patience = Duration.ofMinutes(3);
                bench.until(this::knowsTheAlert);
                bench.take(Changes.cleared("hot", "it is cold"), "it");
                bench.until(() -> told.requests.size() >= 2);
                assertThat(told.requests).hasSize(2);
                assertThat(told.requests.get(0).body()).contains("\"status\":\"firing\"");
                assertThat(told.requests.get(1).body()).contains("\"status\":\"resolved\"");
                assertThat(bench.ledger()).isEqualTo(new ActionLedger(2, 2, 0, 0, 0));
            } finally {
                server.destroy();
                server.waitFor();
            }
        }
    }
}
