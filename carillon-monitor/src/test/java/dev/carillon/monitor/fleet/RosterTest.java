package dev.carillon.monitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is in a fleet by what stands at a real server, to which others may write, too. */
class RosterTest {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    private NatsServer server;
    private NatsLink link;
    private Roster roster;

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.start(directory);
        link = new NatsLink(new NatsSettings(
                List.of(server.url()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                true));
        roster = new Roster(link);
    }

    @AfterEach
    void end() {
        link.close();
        server.close();
    }

    private static Claim claim(String monitor, String host, String verdict) {
        HostReport report = new HostReport(host, host, SINCE, SINCE, verdict, 0, List.of(), false);
        return new Claim(monitor, report, Optional.empty());
    }

    private Host find(String name) throws Exception {
        return roster.read().stream()
                .filter(host -> host.report().host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneRecordThatNobodyUnderstandsHidesNoOther() throws Exception {
        roster.say(claim("1", "web-1", "critical"), TTL, 0);
        roster.say(claim("2", "web-2", HostReport.QUIET), TTL, 0);
        String known = "$KV.carillon-known.";
        server.publish(known + "empty", new byte[0]);
        server.publish(known + "binary", new byte[] {(byte) 0xff, 0, (byte) 0xc3});
        server.publish(known + "long", new byte[1_000_000]);
        server.publish(known + "types", "{\"time\":1,\"alarms\":{},\"count\":[]}".getBytes(StandardCharsets.UTF_8));
        server.publish(known + "null", "{\"alarms\":[null],\"count\":1e999999999}".getBytes(StandardCharsets.UTF_8));
        server.publish(known + "no.host", "{}".getBytes(StandardCharsets.UTF_8));
        server.publish(known + "no!host", "{}".getBytes(StandardCharsets.UTF_8));
        server.publish(known + "web-2", new byte[0]);
        server.publish("$KV.carillon-hosts.web-3", new byte[0]);
        server.publish(known + "web-3", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(roster.read())
                .filteredOn(host -> host.presence() == Host.Presence.UNREADABLE)
                .allMatch(Host::isWrong)
                .extracting(host -> host.report().host())
                .containsExactlyInAnyOrder("empty", "binary", "long", "types", "null", "no.host", "no!host", "web-3");
        assertThat(find("web-1").report().verdict()).isEqualTo("critical");
        assertThat(find("web-2").presence()).isEqualTo(Host.Presence.HERE);
    }

    @Test
    void nameOfTwoMonitorsIsAsBadOffAsTheWorstAndStaysWhileOneIsHeardOf() throws Exception {
        Claim bad = claim("a", "web-1", "critical");
        Claim quiet = claim("b", "web-1", HostReport.QUIET);
        long ofBad = roster.say(bad, TTL, 0).revision();
        long ofQuiet = roster.say(quiet, TTL, 0).revision();
        assertThat(find("web-1").report().verdict()).as("before they have met").isEqualTo("critical");
        Roster.Said met = roster.say(bad, TTL, ofBad);
        assertThat(met.other()).contains(quiet);
        assertContested();
        Roster.Said both = roster.say(quiet, TTL, ofQuiet);
        Claim rival = both.other().orElseThrow();
        assertContested();
        roster.say(quiet.beside(rival), TTL, both.revision());
        assertContested();

        roster.leave(quiet, Optional.of(rival), both.revision() + 1);
        assertThat(find("web-1").presence()).isEqualTo(Host.Presence.HERE);
        assertThat(find("web-1").report().verdict()).isEqualTo("critical");
        assertThat(find("web-1").isContested()).isFalse();
        Roster.Said alone = roster.say(bad, TTL, met.revision());
        assertThat(alone.other()).isPresent();
        assertThat(alone.other().orElseThrow().isRivalOf("a")).isFalse();
        assertThat(find("web-1").isContested()).isFalse();
        roster.leave(bad, Optional.empty(), alone.revision());
        assertThat(find("web-1").presence()).isEqualTo(Host.Presence.LEFT);
    }

    private void assertContested() throws Exception {
        Host host = find("web-1");
        assertThat(host.isContested()).isTrue();
        assertThat(host.isWrong()).isTrue();
        assertThat(host.report().verdict()).isEqualTo("critical");
    }

    @Test
    void whoLeavesBeforeTheOtherHasMetItTakesTheNameWithItFromNobody() throws Exception {
        long first = roster.say(claim("a", "web-1", "critical"), TTL, 0).revision();
        Claim brief = claim("b", "web-1", HostReport.QUIET);
        roster.leave(brief, Optional.empty(), roster.say(brief, TTL, 0).revision());
        assertThat(find("web-1").presence()).isEqualTo(Host.Presence.HERE);
        assertThat(find("web-1").report().verdict()).isEqualTo("critical");
        roster.say(claim("a", "web-1", "critical"), TTL, first);
        assertThat(find("web-1").isContested()).isFalse();
    }
}
