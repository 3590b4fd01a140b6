package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.control.ControlClient;
import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.ReceivedDescriptors;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A monitor with a file, in a process of its own: its lines, its signals, its control socket. */
class FileMonitorTest {
    private static final String FILE = """
        [source.lines]
        fifo.path = "f"
        value.field = 1
        [source.child]
        child = { run = ["sleep", "1000"] }
        [source.operator]
        signals = ["RTMIN", "USR1"]
        """;

    @TempDir
    private Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private ChildJvm start(String... options) {
        return MonitorJvm.with("-c", directory.resolve("m.toml").toString(), "--json", "--control", socket())
                .arguments(options)
                .start();
    }

    private String socket() {
        return directory.resolve("socket").toString();
    }

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    /** Another command, which ends by itself. */
    private ChildJvm ask(String... words) {
        ChildJvm jvm = MonitorJvm.with("--control", socket()).arguments(words).start();
        jvm.awaitExit();
        return jvm;
    }

    @Test
    void itTellsWhatHappensAndThatItIsReadyAndEnds() throws Exception {
        file("m.toml", FILE);
        try (ChildJvm jvm = start()) {
            Map<String, Object> ready = MonitorJvm.awaitKind(jvm, "ready");
            assertThat(ready)
                    .containsEntry("text", "3 sources, 0 rules, 0 actions")
                    .containsEntry("pid", jvm.pid());
            assertThat((String) MonitorJvm.field(ready, "state")).startsWith("none: kill -9 loses");
            write("7 up\n");
            assertThat(MonitorJvm.awaitKind(jvm, "line"))
                    .containsEntry("line", "7 up")
                    .containsEntry("value", 7.0);
            jvm.send(Signal.USR1);
            assertThat(MonitorJvm.awaitKind(jvm, "signal"))
                    .containsEntry("signal", "USR1")
                    .containsEntry("pid", ownPid());
            assertThat(MonitorJvm.field(MonitorJvm.awaitKind(jvm, "report"), "sources"))
                    .asString()
                    .contains("received=1");
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
            assertThat(MonitorJvm.awaitKind(jvm, "ended")).containsEntry("reason", "TERM");
            List<Long> numbers =
                    MonitorJvm.events(jvm.lines().stream()
                                    .filter(line -> line.startsWith("{"))
                                    .toList())
                            .stream()
                            .map(event -> MonitorJvm.number(event, "seq"))
                            .toList();
            assertThat(numbers.getFirst()).isEqualTo(1);
            assertThat(numbers.getLast()).isEqualTo(numbers.size());
        }
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void hupReadsTheFileAgainAndAWrongOneChangesNothing() throws Exception {
        file("m.toml", FILE);
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            long child = MonitorJvm.number(MonitorJvm.awaitKind(jvm, "started"), "pid");
            file("m.toml", FILE + "[source.new]\ntimer.every = \"1 fortnight\"\n");
            jvm.send(Signal.HUP);
            assertThat((String) MonitorJvm.field(MonitorJvm.awaitKind(jvm, "reload-failed"), "text"))
                    .startsWith("not reloaded: " + directory + "/m.toml:9:1: source.new.timer.every");
            file("m.toml", FILE + "[source.new]\ntimer.every = \"1 h\"\n");
            Files.delete(Path.of(socket()));
            jvm.send(Signal.HUP);
            assertThat(MonitorJvm.awaitKind(jvm, "reloaded")).containsEntry("text", "3 kept, 0 changed, 1 new, 0 gone");
            assertThat(Path.of(socket())).as("what somebody had removed").exists();
            write("1\n");
            MonitorJvm.awaitKind(jvm, "line");
            assertThat(ProcessHandle.of(child)).isPresent();
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
            assertThat(ProcessHandle.of(child)).isEmpty();
        }
    }

    @Test
    void itsFileIsDatedWhenItIsReadAgain() throws Exception {
        file("m.toml", FILE);
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            try (ControlClient client = ControlClient.open(socket())) {
                long before = micros();
                assertThat(client.ask(Map.of("request", "reload"))).containsEntry("ok", "true");
                long after = micros();
                long read = 0;
                while (read < before) { // what was shown a moment ago is not asked for again
                    read = read(client.ask(Map.of("request", "board")));
                }
                assertThat(read).isBetween(before, after);
            }
        }
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** When the page says that the file was read. */
    private static long read(Map<String, String> answer) {
        Matcher read = Pattern.compile("\"read\":([0-9]+)").matcher(String.valueOf(answer.get("board")));
        assertThat(read.find()).as(answer.toString()).isTrue();
        return Long.parseLong(read.group(1));
    }

    @Test
    void aPlanIsAskedForBeforeItIsDone() throws Exception {
        Path file = file("m.toml", FILE);
        Path other = file("n.toml", FILE.replace("value.field = 1", "value.field = 2"));
        Path wrong = file("w.toml", "[source.a]\n");
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            try (ChildJvm same = ask("plan", file.toString())) {
                assertThat(same.awaitExit()).isZero();
                assertThat(same.lines()).last().isEqualTo("3 kept, 0 changed, 0 new, 0 gone");
            }
            try (ChildJvm differs = ask("plan", other.toString())) {
                assertThat(differs.awaitExit()).isEqualTo(1);
                assertThat(differs.lines()).contains("changed  source   lines");
            }
            try (ChildJvm unusable = ask("plan", wrong.toString())) {
                assertThat(unusable.awaitExit()).isEqualTo(2);
            }
        }
        try (ChildJvm nobody = ask("plan", file.toString());
                ChildJvm files = ask("plan", file.toString(), "--from", other.toString())) {
            assertThat(nobody.awaitExit()).isEqualTo(2);
            assertThat(files.awaitExit()).isEqualTo(1);
            assertThat(files.lines()).last().isEqualTo("2 kept, 1 changed, 0 new, 0 gone");
        }
    }

    @Test
    void aFileThatIsNamedFromWhereItIsStartedIsTheSameByItsWholeName() throws Exception {
        Path file = file("m.toml", FILE);
        String script = "cd " + directory + " && exec \"$@\"";
        try (ChildJvm jvm = MonitorJvm.inScript(script, "-c", "m.toml", "--json", "--control", socket())
                .start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            try (ChildJvm plan = ask("plan", file.toString())) {
                assertThat(plan.awaitExit()).isZero();
                assertThat(plan.lines()).last().isEqualTo("3 kept, 0 changed, 0 new, 0 gone");
            }
            Files.delete(directory.resolve("f"));
            MonitorJvm.awaitKind(jvm, "gone");
            MonitorJvm.awaitKind(jvm, "replaced");
            write("7\n");
            MonitorJvm.awaitKind(jvm, "line");
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    @Test
    void thatNobodyReadsWhatItPrintsIsSaidOnceAndItGoesOn() throws Exception {
        Path file = file("m.toml", FILE);
        String[] options = {"-c", file.toString(), "--control", socket()};
        try (ChildJvm jvm =
                MonitorJvm.inScript("exec \"$@\" >/dev/full", options).start()) {
            jvm.awaitLine("nobody reads what is printed from now on");
            write("7\n");
            try (ChildJvm status = ask("plan", file.toString())) {
                assertThat(status.awaitExit()).isZero();
            }
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isOne();
            assertThat(jvm.lines().stream().filter(line -> line.contains("nobody reads")))
                    .hasSize(1);
        }
    }

    @Test
    void aSourceIsTappedWhileItRuns() throws Exception {
        file("m.toml", FILE);
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            try (ChildJvm tap = MonitorJvm.with("--control", socket())
                            .arguments("tap", "lines")
                            .start();
                    ChildJvm none = ask("tap", "nothing")) {
                assertThat(none.awaitExit()).isEqualTo(2);
                for (int i = 0; tap.lines().isEmpty(); i++) { // until it follows
                    write(i + "\n");
                    jvm.awaitLine("\"line\":\"" + i + "\"");
                }
                assertThat(tap.lines()).allMatch(line -> line.contains("\"source\":\"lines\""));
            }
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    @Test
    void figuresAreServedAndReported() throws Exception {
        file("m.toml", """
            [monitor]
            metrics = "127.0.0.1:0"
            report = { every = "10 ms", format = "json", file = "report.json" }
            [source.lines]
            fifo.path = "f"
            value = {}
            [rule.high]
            on = "lines"
            above = 5
            severity = "critical"
            do = ["note"]
            [action.note]
            run = ["true"]
            """);
        try (ChildJvm jvm = start()) {
            String address = (String) MonitorJvm.field(MonitorJvm.awaitKind(jvm, "ready"), "metrics");
            write("7\n");
            MonitorJvm.awaitKind(jvm, "raised");
            jvm.awaitLine("\"outcome\":\"delivered\"");
            assertThat(get(address, "/metrics"))
                    .contains("carillon_monitor_received_total{source=\"lines\"} 1.0")
                    .contains("carillon_monitor_alarm{key=\"\",rule=\"high\",severity=\"critical\"} 1.0")
                    .contains("carillon_monitor_action_delivered_total{action=\"note\"} 1.0")
                    .contains("carillon_monitor_reaction_seconds{quantile=\"0.99\",rule=\"high\"}");
            assertThat(get(address, "/healthz")).isEqualTo("ok\n");
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
            assertThat(directory.resolve("report.json")).content().contains("\"kind\":\"report\"");
        }
    }

    @Test
    void anAlarmIsAcknowledgedAndARuleSilenced() throws Exception {
        file("m.toml", """
            [source.lines]
            fifo.path = "f"
            value = {}
            [rule.high]
            on = "lines"
            above = 5
            do = ["note"]
            [action.note]
            log = true
            """);
        try (ChildJvm jvm = start()) {
            MonitorJvm.awaitKind(jvm, "ready");
            write("7\n");
            String alarm = (String) MonitorJvm.field(MonitorJvm.awaitKind(jvm, "raised"), "alarm");
            try (ChildJvm done = ask("ack", "high");
                    ChildJvm none = ask("ack", "other/1");
                    ChildJvm silent = ask("silence", "high", "1h")) {
                assertThat(done.awaitExit()).isZero();
                assertThat(none.awaitExit()).isEqualTo(1);
                assertThat(silent.awaitExit()).isZero();
            }
            assertThat(MonitorJvm.awaitKind(jvm, "acknowledged")).containsEntry("alarm", alarm);
            write("1\n");
            assertThat(MonitorJvm.awaitKind(jvm, "cleared")).containsEntry("muted", true);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    private static String get(String address, String path) throws IOException {
        try (InputStream body = URI.create("http://" + address + path).toURL().openStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What docs/monitor.md has for Python, by our own calls. */
    @Test
    void aCounterIsAddedToByADescriptorOfIt() throws Exception {
        file("m.toml", "[source.jobs]\ncounter = {}\n[source.hourly]\ntimer.every = \"1 h\"\n");
        try (ChildJvm jvm = start();
                Socket control = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            MonitorJvm.awaitKind(jvm, "ready");
            control.connect(UnixDomainSocketAddress.of(socket()));
            try (ReceivedDescriptors none = eventFd(control, "hourly")) {
                assertThat(none.count()).isZero();
            }
            try (ReceivedDescriptors got = eventFd(control, "jobs");
                    EventFd counter = EventFd.adopt(got.take(0), false)) {
                counter.add(7);
                assertThat(MonitorJvm.awaitKind(jvm, "counted")).containsEntry("value", 7L);
            }
        }
    }

    private static ReceivedDescriptors eventFd(Socket control, String source) {
        String request = "{\"request\": \"eventfd\", \"source\": \"" + source + "\"}\n";
        control.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
        try (Epoll readable = Epoll.open(1)) {
            readable.add(control, Epoll.IN, 0);
            assertThat(readable.await(Duration.ofSeconds(20).toNanos())).isEqualTo(1);
        }
        return DescriptorPassing.receive(control, ByteBuffer.allocateDirect(4096), 1);
    }

    @Test
    void whatCannotBeUsedIsToldAndExitsWithTwo() throws Exception {
        file("m.toml", "[source.a]\n");
        try (ChildJvm jvm = start()) {
            assertThat(jvm.awaitExit()).isEqualTo(2);
        }
    }
}
