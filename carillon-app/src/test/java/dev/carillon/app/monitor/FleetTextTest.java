package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.fleet.Host;
import dev.carillon.monitor.fleet.HostAlarm;
import dev.carillon.monitor.fleet.HostReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetTextTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String HOSTILE = "\u001b[2J\u202e\r\n\u0007<b>\u009b31m";

    private static Host host(String name, Host.Presence presence, String verdict, int count, HostAlarm... alarms) {
        Instant since = NOW.minus(Duration.ofHours(5));
        HostReport report =
                new HostReport(name, name, since, NOW, verdict, count, List.of(alarms), presence == Host.Presence.LEFT);
        return new Host(report, presence, NOW.minusSeconds(34), false);
    }

    private static HostAlarm alarm(String text) {
        return new HostAlarm(text, text, text, text, text, NOW.minusSeconds(90), text, false);
    }

    @Test
    void hostsAndTheirAlarmsAreLines() {
        HostAlarm hot =
                new HostAlarm("hot/3", "hot", "left", "critical", "raised", NOW.minusSeconds(90), "value 90 °C", true);
        assertThat(FleetText.lines(
                        "mq:4222",
                        List.of(
                                host("web-3", Host.Presence.VANISHED, "critical", 7, hot),
                                host("w", Host.Presence.HERE, HostReport.QUIET, 0),
                                host("old", Host.Presence.LEFT, "critical", 1, hot)),
                        NOW))
                .containsExactly(
                        "fleet at mq:4222: 1 here, 1 vanished, 1 left, 1 to be seen to",
                        "web-3  vanished  not heard of for 34 s, with 7 alarms then",
                        "    critical hot[left] raised for 1 min (acknowledged): value 90 °C",
                        "    and 6 more",
                        "w      here      quiet, 0 alarms, since 2026-03-01T07:00:00Z",
                        "old    left      ended in order at 2026-03-01T11:59:26Z");
    }

    @Test
    void whatNobodyUnderstandsIsNeitherHereNorVanished() {
        assertThat(FleetText.lines("mq:4222", List.of(host("x", Host.Presence.UNREADABLE, "unreadable", 0)), NOW))
                .containsExactly(
                        "fleet at mq:4222: 0 here, 0 vanished, 0 left, 1 unreadable, 1 to be seen to",
                        "x  unreadable  what was put there at 2026-03-01T11:59:26Z is no report of a monitor");
    }

    /** Hostile test 17: what others have put into the server moves no cursor and ends no line. */
    @Test
    void nothingThatAHostSaysIsMoreThanText() {
        List<String> lines = FleetText.lines(
                "mq:4222",
                List.of(
                        host(HOSTILE, Host.Presence.HERE, HOSTILE, 1, alarm(HOSTILE)),
                        host("x".repeat(10_000), Host.Presence.VANISHED, HOSTILE, 1, alarm(HOSTILE))),
                NOW);
        assertThat(lines).hasSize(5).allSatisfy(line -> {
            assertThat(line.chars().noneMatch(Character::isISOControl)).as(line).isTrue();
            assertThat(line).doesNotContain("\u202e").hasSizeLessThan(400);
        });
    }
}
