package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.server.AccessLogFormat.AccessEntry;
import dev.carillon.testkit.Allocations;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** A line of the access log says what happened, in one line of printable ASCII, whatever a client has sent. */
class AccessLogFormatTest {
    private static AccessEntry entry() {
        AccessEntry entry = new AccessEntry();
        entry.time = Instant.parse("2026-02-03T04:05:06.078Z");
        entry.address = "192.0.2.1";
        entry.method = "GET";
        entry.host = "example.com";
        entry.target = "/a?b=c";
        entry.minorVersion = 1;
        entry.status = 200;
        entry.bytes = 13;
        entry.nanos = 1_234_567;
        entry.userAgent = "curl/8";
        return entry;
    }

    private static String line(AccessLogFormat format, AccessEntry entry) {
        LogLine line = new LogLine();
        format.write(line, entry, new LogTime());
        return line.toString();
    }

    @Test
    void combinedIsWhatOtherServersWrite() {
        assertThat(line(AccessLogFormat.COMBINED, entry()))
                .isEqualTo(
                        "192.0.2.1 - - [03/Feb/2026:04:05:06 +0000] \"GET /a?b=c HTTP/1.1\" 200 13 \"-\" \"curl/8\"\n");
        AccessEntry entry = entry();
        entry.user = "ann";
        entry.referer = "http://example.com/";
        entry.minorVersion = 0;
        entry.bytes = 10_000_000_000L;
        assertThat(line(AccessLogFormat.COMBINED, entry))
                .isEqualTo("192.0.2.1 - ann [03/Feb/2026:04:05:06 +0000] \"GET /a?b=c HTTP/1.0\" 200 10000000000"
                        + " \"http://example.com/\" \"curl/8\"\n");
    }

    @Test
    void jsonLeavesOutWhatIsNotThere() {
        assertThat(line(AccessLogFormat.JSON, entry()))
                .isEqualTo("{\"time\":\"2026-02-03T04:05:06.078Z\",\"client\":\"192.0.2.1\",\"method\":\"GET\","
                        + "\"host\":\"example.com\",\"target\":\"/a?b=c\",\"protocol\":\"HTTP/1.1\",\"status\":200,"
                        + "\"bytes\":13,\"micros\":1234,\"end\":\"answered\",\"agent\":\"curl/8\"}\n");
    }

    @Test
    void aHeadThatCouldNotBeReadIsALineToo() {
        AccessEntry entry = new AccessEntry();
        entry.time = Instant.parse("2026-02-03T04:05:06Z");
        entry.address = "2001:db8::1";
        entry.status = 400;
        entry.how = ExchangeEnd.How.REFUSED;
        assertThat(line(AccessLogFormat.COMBINED, entry))
                .isEqualTo("2001:db8::1 - - [03/Feb/2026:04:05:06 +0000] \"-\" 400 0 \"-\" \"-\"\n");
        assertThat(line(AccessLogFormat.JSON, entry))
                .isEqualTo(
                        "{\"time\":\"2026-02-03T04:05:06.000Z\",\"client\":\"2001:db8::1\",\"status\":400,\"bytes\":0,"
                                + "\"micros\":0,\"end\":\"refused\"}\n");
    }

    @Test
    void everyHostileByteIsEscaped() {
        for (char c = 0; c <= 0xff; c++) {
            AccessEntry entry = entry();
            entry.userAgent = entry.referer = entry.user = entry.target = entry.id = "<" + c + ">";
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
            String combined = line(AccessLogFormat.COMBINED, entry);
            assertThat(combined).contains(plain ? "<" + c + ">" : String.format(Locale.ROOT, "<\\x%02x>", (int) c));
            assertOneLine(combined);
            String json = line(AccessLogFormat.JSON, entry);
            assertThat(json).contains(plain ? "<" + c + ">" : String.format(Locale.ROOT, "<\\u%04x>", (int) c));
            assertOneLine(json);
        }
        AccessEntry wide = entry();
        wide.user = "\u20ac"; // of a password that was decoded
        assertThat(line(AccessLogFormat.JSON, wide)).contains("\"user\":\"\\u20ac\"");
        assertThat(line(AccessLogFormat.COMBINED, wide)).contains(" \\u20ac ");
    }

    private static void assertOneLine(String line) {
        assertThat(line.chars().limit(line.length() - 1L)).allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(line).endsWith("\n");
    }

    @Test
    void aFieldOfCombinedCannotPassForSeveral() {
        AccessEntry entry = entry();
        entry.user = "a b [c]";
        entry.userAgent = "\" 200 1 \"";
        assertThat(line(AccessLogFormat.COMBINED, entry))
                .startsWith("192.0.2.1 - a\\x20b\\x20[c] [03")
                .endsWith("\"\\x22 200 1 \\x22\"\n");
    }

    @Test
    void aLongLineIsWhole() {
        AccessEntry entry = entry();
        entry.target = "/" + "\u00e9".repeat(8000);
        assertThat(line(AccessLogFormat.JSON, entry)).contains("/" + "\\u00e9".repeat(8000) + "\"");
    }

    @Test
    void theTimeIsTheOneOfEachLine() {
        LogTime time = new LogTime();
        Instant second = Instant.parse("2026-02-03T04:05:06.078Z");
        assertThat(time.rfc3339(second)).isEqualTo("2026-02-03T04:05:06.078Z");
        assertThat(time.rfc3339(second.plusMillis(900))).isEqualTo("2026-02-03T04:05:06.978Z");
        assertThat(time.combined(second.plusSeconds(1))).isEqualTo("03/Feb/2026:04:05:07 +0000");
        assertThat(time.combined(second)).isEqualTo("03/Feb/2026:04:05:06 +0000");
    }

    @Test
    void aLineOfTheSameSecondLeavesNoGarbage() throws Exception {
        AccessEntry entry = entry();
        LogLine line = new LogLine();
        LogTime time = new LogTime();
        long bytes = Allocations.downTo(0, () -> {
            for (int i = 0; i < 100; i++) {
                AccessLogFormat.COMBINED.write(line.clear(), entry, time);
            }
        });
        assertThat(bytes).isZero();
    }
}
