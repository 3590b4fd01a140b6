package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Outline;
import dev.carillon.config.Rate;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionReaderTest {
    @TempDir
    Path directory;

    private List<ActionSettings> read(String text) throws IOException, WrongConfiguration {
        ConfigFile file = ConfigFile.read(Files.writeString(directory.resolve("monitor.toml"), text));
        List<ActionSettings> settings = new ArrayList<>();
        file.root().named("action").forEach((name, section) -> settings.add(ActionReader.read(name, section)));
        file.check();
        return settings;
    }

    @Test
    void readsTheLocalOnes() throws Exception {
        assertThat(read("""
            [action]
            note = { log = true }
            cool = { run = ["true", "--speed", "max"], time = "10s", at-once = 2, queue = 7, on = ["raised", "cleared"] }
            poke = { signal = { send = "HUP", pid-file = "it.pid", program = "nginx" } }
            count = { counter = { descriptor = 5 } }
            """))
                .containsExactly(
                        new ActionSettings.Log("note", Set.of(Occasion.values())),
                        new ActionSettings.Run(
                                "cool",
                                Set.of(Occasion.RAISED, Occasion.CLEARED),
                                List.of("true", "--speed", "max"),
                                Duration.ofSeconds(10),
                                2,
                                7),
                        new ActionSettings.Kill(
                                "poke",
                                Set.of(Occasion.RAISED),
                                Signal.HUP,
                                directory.resolve("it.pid"),
                                Optional.of("nginx")),
                        new ActionSettings.Counter("count", Set.of(Occasion.RAISED), 5, 1));
    }

    @Test
    void readsThoseThatTellOtherMachines() throws Exception {
        Files.writeString(directory.resolve("key"), "geheim\n");
        List<ActionSettings> settings = read("""
            [action.oncall]
            webhook = { url = "https://hooks.example/oncall", secret = "file:key", timeout = "3 s" }
            retry = { first = "2s", max = "10s", for = "1h" }
            limit = { rate = "3/m", over = "wait" }
            queue = 50
            [action.am]
            alertmanager = { url = "http://localhost:9093/", labels = { team = "ops" } }
            """);
        assertThat(settings.getFirst()).isInstanceOfSatisfying(ActionSettings.Webhook.class, hook -> {
            assertThat(hook.secret().orElseThrow().text()).isEqualTo("geheim");
            assertThat(hook.toString()).doesNotContain("geheim");
            assertThat(hook.on()).containsExactlyInAnyOrder(Occasion.values());
            assertThat(hook.delivery())
                    .isEqualTo(new Delivery(
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(10),
                            Duration.ofHours(1),
                            new Rate(3, Duration.ofMinutes(1)),
                            false,
                            50));
        });
        assertThat(settings.getLast()).isInstanceOfSatisfying(ActionSettings.Alertmanager.class, alerts -> {
            assertThat(alerts.labels()).containsEntry("team", "ops");
            assertThat(alerts.delivery()).isEqualTo(Delivery.USUAL);
        });
    }

    @Test
    void readsMailAndTakesNoAddressThatIsMore() throws Exception {
        String text = "action.it.mail = { server = \"smtp.example\", from = \"a@example\", to = [\"%s\"] }";
        assertThat(read(text.replace("%s", "ops@example")).getFirst())
                .isInstanceOfSatisfying(ActionSettings.Mail.class, mail -> {
                    assertThat(mail.port()).isEqualTo(587);
                    assertThat(mail.tls()).isEqualTo(ActionSettings.Mail.Tls.REQUIRED);
                });
        for (String to : List.of("ops", "a@b, c@d", "a@b\\r\\nBcc: c@d", "<a@b>")) {
            assertThatThrownBy(() -> read(text.replace("%s", to)))
                    .as(to)
                    .isInstanceOf(WrongConfiguration.class)
                    .hasMessageContaining("action.it.mail.to");
        }
    }

    @Test
    void addressIsOneOfHttpAndWithoutAPassword() {
        for (String url : List.of("ftp://host/", "hooks.example", "https:///path", "https://me:secret@host/")) {
            assertThatThrownBy(() -> read("action.it.webhook.url = \"" + url + "\""))
                    .as(url)
                    .isInstanceOf(WrongConfiguration.class)
                    .hasMessageContaining("action.it.webhook.url");
        }
    }

    @Test
    void tellsAllThatIsWrong() {
        assertThatThrownBy(() -> read("""
            [action]
            none = { }
            two = { log = true, run = ["true"] }
            empty = { run = [] }
            poke = { signal = { send = "HOP" } }
            """))
                .isInstanceOfSatisfying(
                        WrongConfiguration.class,
                        e -> assertThat(e.lines())
                                .satisfiesExactly(
                                        line -> assertThat(line).contains(":2:", "action.none", "one of log, run"),
                                        line -> assertThat(line).contains(":3:", "log is there already"),
                                        line -> assertThat(line).contains(":4:", "a program and its arguments"),
                                        line -> assertThat(line).contains(":5:", "pid-file is missing"),
                                        line -> assertThat(line).contains(":5:", "HOP")));
    }

    @Test
    void everyKeyIsDescribed() {
        Outline outline = Outline.of(section -> ActionReader.read("it", section));
        assertThat(outline.entries())
                .allSatisfy(entry -> assertThat(entry.about()).endsWith("."));
    }
}
