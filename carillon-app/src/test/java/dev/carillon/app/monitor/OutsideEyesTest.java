package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import dev.carillon.testkit.InstalledServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus and Alertmanager see the alarms that the monitor itself has. */
class OutsideEyesTest {
    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String FILE = """
        [monitor]
        metrics = "127.0.0.1:METRICS"
        [source.boiler]
        fifo.path = "f"
        value.field = 2
        [rule.hot]
        on = "boiler"
        above = 80
        clear-below = 75
        do = ["am"]
        [rule.cold]
        on = "boiler"
        below = 10
        severity = "critical"
        do = ["am"]
        [action.am]
        alertmanager = { url = "http://127.0.0.1:ALERTS" }
        limit = { rate = "1000/s" }
        """;

    @TempDir
    private Path directory;

    private InstalledServer alertmanager() throws IOException {
        assumeTrue(Files.isExecutable(ALERTMANAGER), "prometheus-alertmanager is not installed");
        Files.writeString(
                directory.resolve("am.yml"), "route: { receiver: nobody }\nreceivers: [ { name: nobody } ]\n");
        return InstalledServer.start(
                ALERTMANAGER,
                directory,
                port -> List.of(
                        "--config.file=am.yml",
                        "--storage.path=am",
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="));
    }

    private InstalledServer prometheus(int metrics) throws IOException {
        assumeTrue(Files.isExecutable(PROMETHEUS), "prometheus is not installed");
        Files.writeString(directory.resolve("prometheus.yml"), String.format(Locale.ROOT, """
            global: { scrape_interval: 250ms, scrape_timeout: 250ms }
            scrape_configs: [ { job_name: carillon, static_configs: [ { targets: [ "127.0.0.1:%d" ] } ] } ]
            """, metrics));
        return InstalledServer.start(
                PROMETHEUS,
                directory,
                port -> List.of(
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=tsdb",
                        "--web.listen-address=127.0.0.1:" + port));
    }

    private static String get(String url) {
        try (InputStream in = URI.create(url).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it is not ready yet
        }
    }

    private static Set<String> names(String text, String pattern) {
        Set<String> names = new TreeSet<>();
        Pattern.compile(pattern).matcher(text).results().forEach(result -> names.add(result.group(1)));
        return names;
    }

    /** Those that Alertmanager has as firing. */
    private static Set<String> alerting(int port) {
        return names(get("http://127.0.0.1:" + port + "/api/v2/alerts?active=true"), "\"alertname\":\"([^\"]+)\"");
    }

    /** Those of which Prometheus has scraped that they are raised. */
    private static Set<String> scraped(int port) {
        String query = URLEncoder.encode("carillon_monitor_alarm == 1", StandardCharsets.UTF_8);
        return names(get("http://127.0.0.1:" + port + "/api/v1/query?query=" + query), "\"rule\":\"([^\"]+)\"");
    }

    private static Set<String> own(int metrics) {
        return names(
                get("http://127.0.0.1:" + metrics + "/metrics"), "carillon_monitor_alarm\\{[^}]*rule=\"([^\"]+)\"");
    }

    private static void awaitAll(Set<String> rules, int metrics, int prometheus, int alertmanager) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!List.of(own(metrics), scraped(prometheus), alerting(alertmanager))
                .equals(List.of(rules, rules, rules))) {
            assertThat(System.nanoTime() - end)
                    .as(
                            "%s: itself %s, Prometheus %s, Alertmanager %s",
                            rules, own(metrics), scraped(prometheus), alerting(alertmanager))
                    .isNegative();
        }
    }

    @Test
    void theyKnowTheSameAlarmsAsItsStatus() throws Exception {
        int metrics = InstalledServer.freePort();
        try (InstalledServer alertmanager = alertmanager();
                InstalledServer prometheus = prometheus(metrics)) {
            Path file = Files.writeString(
                    directory.resolve("m.toml"),
                    FILE.replace("METRICS", Integer.toString(metrics))
                            .replace("ALERTS", Integer.toString(alertmanager.port())));
            try (ChildJvm monitor = MonitorJvm.with("-c", file.toString(), "--json", "--control", "none", "--no-page")
                    .start()) {
                MonitorJvm.awaitKind(monitor, "ready");
                awaitAll(Set.of(), metrics, prometheus.port(), alertmanager.port());
                Fifo.write(directory.resolve("f"), "a 90\n");
                awaitAll(Set.of("hot"), metrics, prometheus.port(), alertmanager.port());
                Fifo.write(directory.resolve("f"), "a 5\n");
                awaitAll(Set.of("cold"), metrics, prometheus.port(), alertmanager.port());
            }
        }
    }
}
