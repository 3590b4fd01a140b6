package dev.carillon.monitor.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.rule.Acknowledgement;
import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a host says of itself, and what others may have written in its place. */
class HostJsonTest {
    private static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

    private static Standing standing(int number, Severity severity, boolean isAcknowledged, String message) {
        return new Standing(
                "hot/" + number,
                "hot",
                "",
                AlarmState.RAISED,
                severity,
                Duration.ofSeconds(number),
                TIME.plusSeconds(number),
                message,
                isAcknowledged ? Optional.of(new Acknowledgement("me", Optional.empty())) : Optional.empty(),
                Standing.Heard.NOTHING);
    }

    private static HostReport report(List<Standing> standing) {
        return HostReport.of("web-1", "web-1.example.org", TIME, standing);
    }

    private static Claim claim(HostReport report) {
        return new Claim("it", report, Optional.empty());
    }

    @Test
    void whatIsWrittenIsRead() {
        HostReport report = report(List.of(
                standing(1, Severity.WARNING, false, "a \"b\"\u001b\n"), standing(2, Severity.CRITICAL, true, "c")));
        assertThat(HostJson.parse("web-1", HostJson.text(claim(report)))).contains(claim(report));
        Claim contested = claim(report).beside(new Claim("other", report(List.of()), Optional.empty()));
        assertThat(HostJson.parse("web-1", HostJson.text(contested))).contains(contested);
        assertThat(report.verdict()).isEqualTo("warning"); // somebody sees to the other
        assertThat(report(List.of()).verdict()).isEqualTo(HostReport.QUIET);
    }

    @Test
    void ofManyAlarmsTheWorstAreNamedAndAllAreCounted() {
        List<Standing> many = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            many.add(standing(i, i == 7 ? Severity.CRITICAL : Severity.INFO, false, "x".repeat(10_000)));
        }
        HostReport report = report(many);
        assertThat(report.count()).isEqualTo(5000);
        assertThat(report.alarms()).hasSizeLessThan(100);
        assertThat(report.alarms().get(0).alarm()).isEqualTo("hot/7");
        assertThat(report.alarms().get(1).alarm()).isEqualTo("hot/4999");
        assertThat(HostJson.text(claim(report))).hasSizeLessThan(64 * 1024);
    }

    @Test
    void whatCannotBeUnderstoodIsNothing() {
        String good = HostJson.text(claim(report(List.of(standing(1, Severity.INFO, false, "it")))));
        for (String text : List.of(
                "",
                "[]",
                "{",
                "{}",
                "null",
                "\u0000",
                good.replace("2026-03-01T12:00:00Z", "tomorrow"),
                good.replace("2026-03-01T12:00:00Z", "+1000000000-01-01T00:00:00Z"),
                good.replace("2026-03-01T12:00:00Z", "-1000000000-01-01T00:00:00Z"),
                good.substring(0, good.length() / 2),
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000))) {
            assertThat(HostJson.parse("x", text))
                    .as(text.substring(0, Math.min(40, text.length())))
                    .isEmpty();
        }
        assertThat(HostJson.parse(
                        "x", good.replaceFirst("\"alarms\":\\[.*]", "\"alarms\":[1,{\"since\":\"" + TIME + "\"}]")))
                .get()
                .satisfies(claim -> assertThat(claim.report().alarms()).hasSize(1));
    }
}
