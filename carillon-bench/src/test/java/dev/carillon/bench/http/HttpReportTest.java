package dev.carillon.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.machine.CallCount;
import dev.carillon.bench.plot.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpReportTest {
    private static final HttpCase LOAD = HttpCase.USUAL;

    private final Journal journal = new Journal();
    private final HttpFigures figures = new HttpFigures(journal);
    private final HttpLockstepFigures lockstep = new HttpLockstepFigures(journal);
    private final HttpReport report = new HttpReport(figures);
    private final HttpLockstepReport inLockstep = new HttpLockstepReport(lockstep);

    @Test
    void aTargetThatIsMissedSaysSo() {
        fill(1.06);
        assertThat(lineOf(inLockstep.text(), "carillon  "))
                .contains("1.060 x nginx <= 1.05 NO", "0.883 x Netty <= 0.90 yes");
        assertThat(report.text()).contains("1.060 x nginx <= 1.05 NO", "0.883 x Netty <= 0.90 yes");
    }

    @Test
    void whatDiffersByLessThanTheSameServerTwiceIsCalledTheSame() {
        fill(1.012);
        assertThat(lineOf(inLockstep.text(), "carillon  ")).contains("within noise");
        assertThat(inLockstep.findings())
                .containsExactly(
                        "HTTP in lockstep, plaintext, 64 x 1: carillon takes 1.01 times the CPU time of nginx: within"
                                + " noise (2 %).",
                        "HTTP in lockstep, plaintext, 64 x 1: carillon takes 0.84 times the CPU time of Netty:"
                                + " faster.");
        assertThat(inLockstep.noise()).hasSize(2);
        assertThat(report.findings()).hasSize(2);
        assertThat(report.noise()).hasSize(1);
    }

    @Test
    void everyLoadHasTheTargetsOfItsKind() {
        assertThat(HttpTarget.of(LOAD)).containsExactly(HttpTarget.PLAINTEXT_NGINX, HttpTarget.PLAINTEXT_NETTY);
        assertThat(HttpTarget.of(new HttpCase(Resource.PLAINTEXT, 64, 16))).containsExactly(HttpTarget.PIPELINED);
        assertThat(HttpTarget.of(new HttpCase(Resource.KIB_1, 64, 1))).containsExactly(HttpTarget.FILES);
        assertThat(HttpTarget.of(LOAD.overTls())).containsExactly(HttpTarget.TLS);
        assertThat(HttpTarget.of(new HttpCase(Resource.PLAINTEXT, 64, 1, 10, false)))
                .containsExactly(HttpTarget.SHORT_NGINX, HttpTarget.SHORT_NETTY);
    }

    @Test
    void callsARequestAreToldByName() {
        fill(1);
        Map<String, Long> calls = Map.of("read", 100L, "writev", 101L, "epoll_wait", 10L, "futex", 0L);
        figures.add(LOAD, HttpSide.CARILLON, new Calls(100, new CallCount(calls, 5)));
        assertThat(report.text()).contains("2.110", "0.050", "writev 1.01, read 1.00, epoll_wait 0.10");
    }

    @Test
    void pageJsonAndMarkdownHaveItToo() {
        fill(1);
        Page page = new Page("Measured");
        report.addTo(page);
        inLockstep.addTo(page);
        assertThat(page.html())
                .contains("HTTP</h2>", "HTTP in lockstep</h2>", "CPU time by that of nginx")
                .doesNotContain("could not be drawn");
        assertThat(Json.pretty(report.json())).contains("\"http\"", "\"plaintext, 64 x 1\"", "\"p999\" : ");
        assertThat(Json.pretty(inLockstep.json())).contains("\"httpLockstep\"", "\"p10\" : ");
        assertThat(report.markdown()).contains("| plaintext, 64 x 1 | carillon |");
        assertThat(inLockstep.markdown()).contains("| plaintext, 64 x 1 | carillon |");
    }

    @Test
    void whatDidNotRunIsNowhere() {
        assertThat(report.text() + report.markdown() + inLockstep.text() + inLockstep.markdown())
                .isEmpty();
        assertThat(report.findings()).isEmpty();
        assertThat(report.json()).isEmpty();
        assertThat(inLockstep.json()).isEmpty();
    }

    @Test
    void whatWasNotedComesBack() {
        fill(1.03);
        figures.add(LOAD, HttpSide.NGINX, new Calls(1, new CallCount(Map.of("read", 1L), 0)));
        Journal other = new Journal();
        HttpFigures again = new HttpFigures(other);
        HttpLockstepFigures lockstepAgain = new HttpLockstepFigures(other);
        List<Map<?, ?>> noted = new ArrayList<>();
        journal.take().forEach(line -> noted.add(Json.read(line, Map.class)));
        assertThat(other.repeat(noted)).isTrue();
        assertThat(again.of(LOAD, HttpSide.CARILLON))
                .isEqualTo(figures.of(LOAD, HttpSide.CARILLON))
                .hasSize(2);
        assertThat(again.callsOf(LOAD, HttpSide.NGINX)).isEqualTo(figures.callsOf(LOAD, HttpSide.NGINX));
        assertThat(lockstepAgain.of(LOAD, HttpSide.NETTY))
                .isEqualTo(lockstep.of(LOAD, HttpSide.NETTY))
                .hasSize(2);
    }

    private void fill(double ours) {
        for (int round = 1; round <= 2; round++) {
            add(round, HttpSide.CARILLON, ours);
            add(round, HttpSide.CONTROL, ours * 1.01);
            add(round, HttpSide.NGINX, 1);
            add(round, HttpSide.NGINX_CONTROL, 1.005);
            add(round, HttpSide.NETTY, 1.2);
        }
    }

    private void add(int round, HttpSide side, double ratio) {
        double nanos = 6000 * ratio;
        lockstep.add(LOAD, side, new LockstepFigure(round, 100, nanos, nanos, nanos, nanos, nanos, ratio));
        figures.add(
                LOAD,
                side,
                new HttpFigures.Figure(round, 1e9 / nanos, 10, 20, 30, nanos, 0, 0.25, 0.5, 0.5, 0, 1 << 20));
    }

    private static String lineOf(String text, String server) {
        return text.lines().filter(line -> line.contains(server)).findFirst().orElseThrow();
    }
}
