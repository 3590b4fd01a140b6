package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.server.HttpOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/http.md tells the limits and the statuses that there are. */
class DocumentTest {
    private static final Pattern CODE = Pattern.compile("`([A-Z_]+)`");

    private static String cell(String row, int column) {
        return row.split("\\|", -1)[column + 1].strip();
    }

    @Test
    void eachRefusalIsThereOnceWithItsStatus() throws IOException {
        Map<String, Integer> told = new HashMap<>();
        for (String row : Document.table("Which status, and when")) {
            for (MatchResult name : CODE.matcher(cell(row, 1)).results().toList()) {
                assertThat(told.put(name.group(1), Integer.valueOf(cell(row, 0))))
                        .as(name.group(1) + " twice")
                        .isNull();
            }
            assertThat(cell(row, 2)).as(row).isNotEmpty();
        }
        Map<String, Integer> real = new HashMap<>();
        for (Refusal refusal : Refusal.values()) {
            real.put(refusal.name(), refusal.status());
        }
        assertThat(told).isEqualTo(real);
    }

    @Test
    void theLimitsAreTheDefaults() throws IOException {
        HttpLimits limits = HttpLimits.DEFAULTS;
        HttpOptions options = HttpOptions.DEFAULTS;
        String rate = size(options.bodyRate()) + "/s on the average, after " + time(options.bodyGrace());
        assertThat(Document.table("Limits"))
                .contains(
                        row("request line", size(limits.line()), Refusal.LINE_TOO_LONG),
                        row(
                                "head, with trailers and the chunks' extensions",
                                size(limits.head()),
                                Refusal.HEAD_TOO_LARGE),
                        row("fields, with trailers", count(limits.fields()), Refusal.TOO_MANY_FIELDS),
                        row("body", size(limits.body()), Refusal.BODY_TOO_LARGE),
                        row("head, from its first byte to its last", time(options.headTime()), Refusal.HEAD_TIMEOUT),
                        row("body", rate, Refusal.BODY_TIMEOUT),
                        row(
                                "connections, `withRefuseAbove`",
                                count(options.refuseAbove()),
                                Refusal.TOO_MANY_CONNECTIONS),
                        row(
                                "requests in progress, `withRequestsInFlight`",
                                count(options.requestsInFlight()),
                                Refusal.OVERLOADED))
                .contains(
                        row("body that nobody wants", size(options.discarded()), "the connection ends with the answer"),
                        row("client that takes nothing of what waits for it", time(options.writeStall()), "broken off"),
                        row(
                                "connection at rest, before its first request and between two",
                                time(options.keepAlive()),
                                "ends"),
                        row("requests of a connection", count(options.requestsPerConnection()), "ends with the answer"))
                .anyMatch(row -> row.startsWith("| lifetime of a connection | " + time(options.lifetime()) + ","));
    }

    private static String row(String what, String value, Refusal beyond) {
        return row(what, value, Integer.toString(beyond.status()));
    }

    private static String row(String what, String value, String beyond) {
        return "| " + what + " | " + value + " | " + beyond + " |";
    }

    private static String size(long bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }

    private static String time(Duration time) {
        return time.toSeconds() % 3600 == 0 ? time.toHours() + " h" : time.toSeconds() + " s";
    }

    private static String count(int count) {
        return count == 0 ? "none" : count < 1000 ? Integer.toString(count) : count / 1000 + ",000";
    }
}
