package dev.carillon.monitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.Plan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetReaderTest {
    private static final String REST = """
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.hot]
        on = "boiler"
        above = 80
        """;

    @TempDir
    private Path directory;

    private MonitorSettings read(String text) throws IOException, WrongConfiguration {
        return MonitorFile.read(Files.writeString(directory.resolve("m.toml"), text));
    }

    @Test
    void addressIsEnoughAndMakesAnActionOfAllRules() throws Exception {
        MonitorSettings settings = read("[fleet]\nservers = [\"nats://mq.example\"]\n" + REST);
        FleetSettings fleet = settings.fleet().orElseThrow();
        assertThat(fleet.nats().servers()).containsExactly(URI.create("nats://mq.example:4222"));
        assertThat(fleet.nats().creates()).isTrue();
        assertThat(fleet.tick()).isEqualTo(Duration.ofSeconds(10));
        assertThat(fleet.ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(fleet.host()).matches("[A-Za-z0-9_-]+");
        assertThat(settings.actions()).singleElement().isInstanceOf(ActionSettings.Fleet.class);
        assertThat(settings.summary())
                .isEqualTo("1 source, 1 rule, 0 actions, as " + fleet.host() + " of the fleet at mq.example:4222");
    }

    @Test
    void readsAllThatIsSaid() throws Exception {
        Files.writeString(directory.resolve("key"), "geheim\n");
        MonitorSettings settings = read("""
            [fleet]
            servers = ["tls://a:4300", "tls://b"]
            user = "web"
            password = "file:key"
            host = "web-1"
            create = false
            tick = "1 s"
            ttl = "3 s"
            events = ["boiler", "monitor"]
            timeout = "2 s"
            retry = { max = "9 s" }
            """ + REST);
        FleetSettings fleet = settings.fleet().orElseThrow();
        assertThat(fleet.nats().where()).isEqualTo("a:4300, b:4222");
        assertThat(fleet.toString()).doesNotContain("geheim");
        assertThat(fleet.events()).containsExactly("boiler", "monitor");
        assertThat(((ActionSettings.Fleet) settings.actions().getFirst())
                        .delivery()
                        .longest())
                .isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void whatIsTheSameIsKeptByAReload() throws Exception {
        String text = "[fleet]\nservers = [\"nats://mq.example\"]\nhost = \"a\"\n" + REST;
        assertThat(Plan.between(read(text), read(text)).isSame()).isTrue();
        assertThat(Plan.between(read(text), read(text.replace("\"a\"", "\"b\"")))
                        .items())
                .contains(new Plan.Item("action", "fleet", Plan.Change.CHANGED))
                .contains(new Plan.Item("rule", "hot", Plan.Change.KEPT));
    }

    @Test
    void tellsAllThatIsWrong() throws Exception {
        Files.writeString(directory.resolve("key"), "geheim\n");
        Files.writeString(directory.resolve("empty.pem"), "none\n");
        String file = """
            [fleet]
            servers = ["http://a", "nats://me:secret@a", "nats://a", "tls://b"]
            user = "web"
            token = "file:key"
            ca = "empty.pem"
            host = "web.1"
            tick = "20 s"
            events = ["boilr"]
            tack = 1
            [action.fleet]
            log = true
            """ + REST;
        assertThatThrownBy(() -> read(file))
                .isInstanceOfSatisfying(
                        WrongConfiguration.class,
                        e -> assertThat(e.lines())
                                .satisfiesOnlyOnce(line -> assertThat(line).contains(":2:", "http://a"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("a password is no part of it"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("some are encrypted"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("user and password, or neither"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("one of both"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("it has no certificates"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("web.1"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("at least two ticks"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("boilr", "boiler"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("tack"))
                                .satisfiesOnlyOnce(line -> assertThat(line).contains("each name once"))
                                .noneMatch(line -> line.contains("geheim"))
                                .hasSize(11));
        assertThatThrownBy(() -> read("[fleet]\nservers = [\"nats://a:99999\"]\n" + REST))
                .hasMessageContaining(":2:")
                .hasMessageContaining("there is no port 99999");
        assertThatThrownBy(() -> read("[fleet]\n" + REST)).hasMessageContaining("fleet.servers is missing");
    }

    @Test
    void machinesNameHasNoDotsInASubject() {
        assertThat(List.of(FleetNames.of("web-1.example.org"), FleetNames.of("*>"), FleetNames.of("")))
                .containsExactly("web-1_example_org", "__", "_");
    }
}
