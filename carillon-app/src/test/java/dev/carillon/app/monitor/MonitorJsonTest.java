package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.testkit.ChildJvm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What programs that read {@code --json} rely on. */
class MonitorJsonTest {
    private static final String[] QUICK = {
        "--json", "--only", "counter,pipe,timer,signals,stdin", "--generate", "5ms", "--timer", "20ms", "--idle", "1ms"
    };

    @Test
    void everyLineIsAnObjectWithWhatItsKindPromises() {
        try (ChildJvm child =
                MonitorJvm.with(QUICK).arguments("--stats", "100ms").start()) {
            child.println("typed");
            child.awaitLine("\"kind\":\"stdin\"");
            child.send(Signal.USR1);
            child.awaitLine("\"signal\":\"USR1\"");
            child.awaitLine("\"kind\":\"stats\"");
            child.awaitLine("\"kind\":\"timer\"");
            child.awaitLine("\"kind\":\"idle\"");
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
            List<Map<String, Object>> lines = MonitorJvm.objects(child.lines());
            assertThat(lines).allSatisfy(line -> {
                assertThat(line).containsKeys("time", "source", "kind").containsKeys(promised(line));
                assertThat((String) MonitorJvm.field(line, "time"))
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
                assertThat(Instant.parse((String) MonitorJvm.field(line, "time")))
                        .isBefore(Instant.now());
            });
            assertThat(lines.getFirst()).containsEntry("kind", "start").containsEntry("pid", child.pid());
            assertThat(lines.getLast()).containsEntry("kind", "end").containsEntry("reason", "quit");
        }
    }

    private static String[] promised(Map<String, Object> line) {
        return switch (String.valueOf(line.get("kind"))) {
            case "start" -> new String[] {"pid", "delivery"};
            case "counter" -> new String[] {"seq", "value"};
            case "timer" -> new String[] {"seq", "expirations"};
            case "signal" -> new String[] {"seq", "signal", "pid", "uid", "value", "delivery"};
            case "pipe", "stdin" -> new String[] {"seq", "line"};
            case "idle" -> new String[] {"seq", "quietMillis"};
            case "stats" -> new String[] {"total", "perSecond", "ledger", "sources"};
            case "end" -> new String[] {"total", "perSecond", "ledger", "sources", "reason"};
            default -> throw new AssertionError("a kind that nobody promised: " + line);
        };
    }

    @Test
    void numbersHaveNoGapsAndEveryTotalCountsThem() {
        try (ChildJvm child = MonitorJvm.with(QUICK).arguments("--for", "500ms").start()) {
            child.endInput();
            assertThat(child.awaitExit()).isZero();
            List<Map<String, Object>> events = MonitorJvm.events(child.lines());
            assertThat(events)
                    .extracting("seq")
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, events.size()).boxed().toList());
            Map<String, Object> end = MonitorJvm.objects(child.lines()).getLast();
            assertThat(end).containsEntry("total", (long) events.size());
            assertThat(rows(end).stream()
                            .mapToLong(row -> MonitorJvm.number(row, "events"))
                            .sum())
                    .isEqualTo(events.size());
        }
    }

    @Test
    void theLedgerOfWhatTheGeneratorSentCloses() {
        try (ChildJvm child = MonitorJvm.with(QUICK).arguments("--for", "500ms").start()) {
            assertThat(child.awaitExit()).isZero();
            List<Map<String, Object>> events = MonitorJvm.events(child.lines());
            Map<String, Object> end = MonitorJvm.objects(child.lines()).getLast();
            Map<?, ?> ledger = rows(end).stream()
                    .filter(row -> MonitorJvm.field(row, "source").equals("counter"))
                    .map(row -> (Map<?, ?>) MonitorJvm.field(row, "ledger"))
                    .findAny()
                    .orElseThrow();
            List<Map<String, Object>> counted = of("counter", events);
            long lines = of("pipe", events).size();
            // The generator adds 1, 2, 3, ... and writes a line each time.
            assertThat(ledger.get("sent")).isEqualTo(lines * (lines + 1) / 2);
            assertThat(counted.stream()
                            .mapToLong(event -> MonitorJvm.number(event, "value"))
                            .sum())
                    .isEqualTo(ledger.get("sent"));
            assertThat(ledger.get("handled")).isEqualTo((long) counted.size());
            assertThat(ledger.get("open")).isEqualTo(0L);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Map<String, Object> line) {
        return (List<Map<String, Object>>) MonitorJvm.field(line, "sources");
    }

    private static List<Map<String, Object>> of(String kind, List<Map<String, Object>> events) {
        return events.stream()
                .filter(event -> MonitorJvm.field(event, "kind").equals(kind))
                .toList();
    }

    /** The kernel hands TERM out before every real-time signal, and more wait than one turn of the loop takes. */
    @Test
    void whatWaitedWhenTermCameIsHandledBeforeTheEnd() {
        int many = 1000;
        try (ChildJvm child =
                MonitorJvm.with("--json", "--only", "signals", "--stats", "0").start()) {
            child.awaitLine("\"kind\":\"start\"");
            child.send(Signal.STOP);
            List<Long> sent = new ArrayList<>();
            for (int value = 0; value < many; value++) {
                assertThat(Signals.queue(child.pid(), Signal.realTime(3), value))
                        .isTrue();
                sent.add((long) value);
            }
            child.send(Signal.TERM);
            child.send(Signal.CONT);
            assertThat(child.awaitExit()).isZero();
            List<Map<String, Object>> events = MonitorJvm.events(child.lines());
            assertThat(events)
                    .filteredOn(event -> MonitorJvm.field(event, "signal").equals("RTMIN+3"))
                    .extracting("value")
                    .containsExactlyElementsOf(sent);
            assertThat(MonitorJvm.objects(child.lines()).getLast()).containsEntry("total", many + 1L);
        }
    }

    @Test
    void userSignal1PrintsStatisticsAndGoesOn() {
        try (ChildJvm child =
                MonitorJvm.with("--json", "--only", "signals", "--stats", "0").start()) {
            child.awaitLine("\"kind\":\"start\"");
            child.send(Signal.USR1);
            child.awaitLine("\"signal\":\"USR1\"");
            child.awaitLine("\"kind\":\"stats\"");
            child.send(Signal.INT);
            child.awaitLine("\"reason\":\"INT\"");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void childrenPrintElsewhereAndAreEndedWithIt() {
        try (ChildJvm child = MonitorJvm.inScript(
                        "exec \"$@\" 2>/dev/null",
                        "--json",
                        "--only",
                        "signals",
                        "--child",
                        "echo no JSON; exec sleep 100")
                .start()) {
            child.awaitLine("\"kind\":\"start\"");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
            assertThat(MonitorJvm.events(child.lines()))
                    .last()
                    .satisfies(event ->
                            assertThat(event).containsEntry("kind", "child").containsEntry("signal", "TERM"));
        }
    }

    @Test
    void withoutTheLauncherTheFirstLineSaysWhatCannotBeDelivered() {
        try (ChildJvm child = ChildJvm.of(dev.carillon.app.Carillon.class)
                .arguments("monitor", "--json", "--only", "signals")
                .start()) {
            child.awaitLine("\"kind\":\"start\"");
            child.send(Signal.USR1);
            child.awaitLine("\"delivery\":\"jvm\"");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
            assertThat(MonitorJvm.objects(child.lines()).getFirst().get("delivery"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("USR1", "jvm")
                    .containsEntry("RTMIN+3", "none");
        }
    }
}
