package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.ActionStatus;
import dev.carillon.monitor.fleet.Host;
import dev.carillon.monitor.fleet.HostReport;
import dev.carillon.monitor.fleet.NatsLink;
import dev.carillon.monitor.fleet.NatsServer;
import dev.carillon.monitor.fleet.NatsSettings;
import dev.carillon.monitor.fleet.Roster;
import dev.carillon.testkit.Fifo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several monitors at one NATS server. */
class FleetTest {
    private static final Duration TTL = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration TURN = Duration.ofMillis(5);
    private static final Pattern CHANGE = Pattern.compile("\"alarm\":\"([^\"]+)\".*?\"to\":\"([a-z]+)\".*");
    private static final String FILE = """
        [fleet]
        servers = ["SERVER"]
        host = "HOST"
        tick = "500 ms"
        ttl = "3 s"
        retry = { first = "50 ms", max = "300 ms" }
        events = ["boiler"]
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.too-hot]
        on = "boiler"
        above = 80
        clear-below = 75
        severity = "critical"
        """;

    private static final Host NOBODY = new Host(
            new HostReport("", "", Instant.EPOCH, Instant.EPOCH, "", 0, List.of(), false),
            Host.Presence.LEFT,
            Instant.EPOCH,
            false);

    @TempDir
    private Path directory;

    private NatsServer server;
    private NatsLink link;
    private Roster roster;
    private final List<Watched> turned = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.start(directory);
        link = new NatsLink(NatsSettings.at(server.url(), Duration.ofSeconds(5)));
        roster = new Roster(link);
    }

    @AfterEach
    void end() {
        turned.forEach(Watched::close);
        link.close();
        server.close();
    }

    private Path home(String host) {
        return directory.resolve(host);
    }

    private String file(String host) {
        return FILE.replace("SERVER", server.url().toString()).replace("HOST", host);
    }

    private Watched monitor(String host, String more) throws Exception {
        Files.createDirectories(home(host));
        Watched monitor = Watched.of(home(host), more + file(host));
        turned.add(monitor);
        return monitor;
    }

    private void write(String host, String text) {
        Fifo.write(home(host).resolve("f"), text);
    }

    /** Turns all of them until something is so. */
    private void await(BooleanSupplier isSo) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isSo.getAsBoolean()) {
            assertThat(System.nanoTime() - end)
                    .as(
                            "in time: %s",
                            turned.stream()
                                    .flatMap(each ->
                                            each.events.reversed().stream().limit(3))
                                    .toList())
                    .isNegative();
            turned.forEach(each -> each.loop.turn(TURN));
        }
    }

    private static long waiting(Watched monitor) {
        return fleet(monitor).ledger().waiting();
    }

    private static ActionStatus fleet(Watched monitor) {
        return monitor.monitor.actions().getFirst();
    }

    private static long count(Watched monitor, String kind) {
        return monitor.events.stream()
                .filter(event ->
                        event.source().equals("monitor") && event.kind().equals(kind))
                .count();
    }

    private Host.Presence presence(String host) {
        return find(host).presence();
    }

    private Host find(String name) {
        try {
            return roster.read().stream()
                    .filter(host -> host.report().host().equals(name))
                    .findFirst()
                    .orElse(NOBODY);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> messages(String host, String kind) throws Exception {
        return server.stored().stream()
                .filter(message -> message.subject().equals("carillon." + host + "." + kind))
                .map(NatsServer.Stored::text)
                .toList();
    }

    /** Each alarm with what it was told to be: {@code too-hot/3 raised}. */
    private List<String> told(String host) throws Exception {
        return messages(host, "alarm").stream().map(FleetTest::change).toList();
    }

    private static String change(String text) {
        Matcher matcher = CHANGE.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1) + " " + matcher.group(2);
    }

    @Test
    void fiveMonitorsLoseNoAlarmAndTellNoneTwiceThoughTheServerIsKilled() throws Exception {
        List<String> hosts = List.of("h1", "h2", "h3", "h4", "h5");
        for (String host : hosts) {
            monitor(host, "");
            write(host, "90\n");
        }
        await(() -> turned.stream().allMatch(each -> fleet(each).ledger().delivered() == 1));
        server.kill();
        for (String host : hosts) {
            write(host, "10\n91\n12\n");
        }
        await(() ->
                turned.stream().allMatch(each -> count(each, "cleared") == 2 && count(each, "fleet-unreached") == 1));
        server.startAgain();
        for (String host : hosts) {
            write(host, "93\n");
        }
        await(() -> turned.stream()
                .allMatch(
                        each -> count(each, "raised") == 3 && waiting(each) == 0 && count(each, "fleet-reached") == 1));
        for (Watched monitor : turned) {
            assertThat(fleet(monitor).ledger().open()).isZero();
            assertThat(fleet(monitor).ledger().givenUp()).isZero();
        }
        for (int i = 0; i < hosts.size(); i++) {
            assertToldOnce(turned.get(i), told(hosts.get(i)));
        }
        assertThat(server.stored()).extracting(NatsServer.Stored::id).doesNotHaveDuplicates();
    }

    /** Of an alarm that was over before it could be told one message says both. */
    private static void assertToldOnce(Watched monitor, List<String> told) {
        Set<String> ends = new HashSet<>();
        for (Event event : monitor.events) {
            if (event.source().equals("monitor") && Set.of("raised", "cleared").contains(event.kind())) {
                ends.remove(event.text("alarm") + " raised");
                ends.add(event.text("alarm") + (event.kind().equals("raised") ? " raised" : " clear"));
            }
        }
        assertThat(told).doesNotHaveDuplicates().containsAll(ends);
        assertThat(told).last().asString().endsWith(" raised");
    }

    @Test
    void eventsOfTheSourcesThatTheFileNamesAreToldInOrderThroughARestart() throws Exception {
        Watched monitor = monitor("h1", "");
        write("h1", "1\n2\n");
        await(() -> count(monitor, "fleet-unreached") == 0
                && monitor.fields("boiler", "value").size() == 2);
        server.kill();
        write("h1", "3\n");
        await(() -> count(monitor, "fleet-unreached") == 1);
        server.startAgain();
        monitor.monitor.tell("report", Map.of("text", "all well"));
        monitor.monitor.reported(Map.of("text", "in a file"));
        await(() -> count(monitor, "fleet-reached") == 1);
        write("h1", "4\n");
        await(() -> monitor.fields("boiler", "value").size() == 4);
        monitor.monitor.close(); // what waits is told at the end
        monitor.monitor.awaitLeft(PATIENCE);
        assertThat(messages("h1", "event"))
                .extracting(text -> text.replaceFirst(".*\"value\":([0-9.]+).*", "$1"))
                .containsExactly("1.0", "2.0", "3.0", "4.0");
        assertThat(messages("h1", "report"))
                .satisfiesExactlyInAnyOrder(
                        text -> assertThat(text).contains("all well"),
                        text -> assertThat(text).contains("in a file"));
    }

    @Test
    void whoVanishesIsToldFromWhoLeaves() throws Exception {
        Watched leaves = monitor("leaves", "");
        Watched vanishes = monitor("vanishes", "");
        monitor("stays", "");
        write("vanishes", "90\n");
        await(() -> vanishes.monitor.standing().size() == 1
                && fleet(vanishes).ledger().delivered() == 1);
        await(() -> find("vanishes").report().count() == 1);
        assertThat(presence("stays")).isEqualTo(Host.Presence.HERE);
        assertThat(find("stays").report().verdict()).isEqualTo(HostReport.QUIET);
        assertThat(find("vanishes").report().verdict()).isEqualTo("critical");
        assertThat(find("vanishes").report().alarms())
                .singleElement()
                .satisfies(alarm -> assertThat(alarm.rule()).isEqualTo("too-hot"));

        turned.remove(vanishes); // nobody turns it any more: as good as dead
        leaves.monitor.close();
        leaves.monitor.awaitLeft(PATIENCE);
        assertThat(presence("leaves")).isEqualTo(Host.Presence.LEFT);
        assertThat(presence("vanishes")).isEqualTo(Host.Presence.HERE);
        await(() -> presence("vanishes") == Host.Presence.VANISHED);
        Host vanished = find("vanishes");
        assertThat(Duration.between(vanished.heard(), Instant.now())).isLessThan(TTL.multipliedBy(2));
        assertThat(vanished.report().alarms()).hasSize(1);
        assertThat(vanished.isWrong()).isTrue();
        assertThat(presence("stays")).isEqualTo(Host.Presence.HERE);
        turned.add(vanishes); // to be closed
    }

    @Test
    void monitorKnowsWhoElseIsThereAndThatItsNameIsTaken() throws Exception {
        Watched first = monitor("h1", "");
        Watched second = monitor("h2", "");
        await(() -> first.monitor.fleet().orElseThrow().hosts().size() == 2);
        assertThat(count(first, "fleet-name")).isZero();
        second.reload(file("h1"));
        await(() -> count(first, "fleet-name") == 1 && count(second, "fleet-name") == 1);
        second.reload(file("h3"));
        await(() -> first.monitor.fleet().orElseThrow().hosts().size() == 3);
        await(() -> presence("h2") == Host.Presence.LEFT);
        second.reload(file("h3").replaceFirst("(?s)\\[fleet].*?\\[source", "[source"));
        assertThat(second.monitor.fleet()).isEmpty();
    }

    @Test
    void alarmOfOneMonitorIsNotHiddenByAnotherOfItsName() throws Exception {
        Watched bad = monitor("h1", "");
        write("h1", "90\n");
        await(() -> find("h1").report().verdict().equals("critical"));
        Watched quiet = monitor("h2", "");
        quiet.reload(file("h1"));
        await(() -> count(bad, "fleet-name") == 1 && count(quiet, "fleet-name") == 1);
        assertThat(find("h1").isContested()).isTrue();
        assertThat(find("h1").report().verdict()).isEqualTo("critical");
        quiet.monitor.close();
        quiet.monitor.awaitLeft(PATIENCE);
        assertThat(presence("h1")).isEqualTo(Host.Presence.HERE);
        assertThat(find("h1").report().verdict()).isEqualTo("critical");
        await(() -> !find("h1").isContested());
        assertThat(presence("h1")).isEqualTo(Host.Presence.HERE);
    }

    @Test
    void whatCouldNotBeToldOutlivesTheMonitorAndIsToldOnce() throws Exception {
        String state = "[monitor]\nstate = \"" + home("h1").resolve("state") + "\"\n";
        Watched before = monitor("h1", state);
        write("h1", "90\n");
        await(() -> fleet(before).ledger().delivered() == 1);
        server.kill();
        write("h1", "10\n91\n");
        await(() -> count(before, "raised") == 2 && fleet(before).circuit() != ActionStatus.Circuit.CLOSED);
        turned.remove(before);
        before.close();
        server.startAgain();
        Watched after = monitor("h1", state);
        await(() -> fleet(after).ledger().raised() > 0 && waiting(after) == 0);
        assertThat(told("h1")).hasSize(3).doesNotHaveDuplicates();
        assertThat(told("h1").getLast()).endsWith(" raised");
    }
}
