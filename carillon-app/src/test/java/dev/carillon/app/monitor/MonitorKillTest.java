package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.control.ControlClient;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} leaves of a monitor with a state directory to the next one. */
class MonitorKillTest {
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.lines]
        fifo.path = "f"
        value = {}
        [rule.high]
        on = "lines"
        above = 5
        do = ["note"]
        [rule.higher]
        on = "lines"
        above = 50
        do = ["note"]
        [action.note]
        run = ["sh", "-c", "echo $CARILLON_ID >> told"]
        """;

    @TempDir
    private Path directory;

    private String file = FILE;

    private ChildJvm start() throws Exception {
        Path path = directory.resolve("m.toml");
        Files.writeString(path, file.replace(">> told", ">> " + directory.resolve("told")));
        ChildJvm jvm = MonitorJvm.with("-c", path.toString(), "--json", "--control", socket())
                .start();
        jvm.awaitLine("\"kind\":\"ready\"");
        return jvm;
    }

    private String socket() {
        return directory.resolve("socket").toString();
    }

    private String ask(Map<String, String> request) throws Exception {
        try (ControlClient client = ControlClient.open(socket())) {
            return Objects.requireNonNull(client.ask(request).get("text"));
        }
    }

    private void kill(ChildJvm jvm) {
        jvm.send(Signal.KILL);
        jvm.awaitExit();
    }

    @Test
    void alarmsAndWhatPeopleHaveSaidOfThemGoOnAndNothingIsToldTwice() throws Exception {
        String before;
        try (ChildJvm jvm = start()) {
            Fifo.write(directory.resolve("f"), "60\n");
            String alarm = (String) MonitorJvm.field(MonitorJvm.awaitKind(jvm, "raised"), "alarm");
            jvm.awaitLine("\"rule\":\"higher\"");
            jvm.awaitLine("\"outcome\":\"delivered\"");
            ask(Map.of("request", "ack", "alarm", alarm, "for", "1h", "by", "ann"));
            ask(Map.of("request", "silence", "rule", "higher", "for", "1h", "by", "bob", "uid", "99999"));
            before = alarms(ask(Map.of("request", "status")));
            assertThat(before)
                    .contains(alarm + " raised since 20")
                    .contains("acknowledged by ann (uid " + uid() + ") until 20")
                    .containsPattern("higher is silent until 20.*, by bob \\(uid " + uid() + "\\)");
            kill(jvm);
        }
        try (ChildJvm jvm = start()) {
            assertThat(alarms(ask(Map.of("request", "status")))).isEqualTo(before);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
        assertThat(Files.readAllLines(directory.resolve("told"))).doesNotHaveDuplicates();
        VerbCalls calls = new VerbCalls();
        calls.run("history", directory.resolve("state").toString());
        assertThat(calls.text()).contains("acknowledged: ", "by ann", "silenced: ", "by bob", "until ");
        assertThat(calls.run("replay", directory.resolve("state").toString()))
                .as(calls.text())
                .isZero();
    }

    /** The lines of alarms and silences, with times to the microsecond, as the database has them. */
    private static String alarms(String status) {
        return String.join(
                        "\n",
                        status.lines()
                                .filter(line -> line.contains(" raised since ") || line.contains(" is silent "))
                                .toList())
                .replaceAll("(\\.[0-9]{6})[0-9]{3}Z", "$1Z");
    }

    private static Object uid() throws Exception {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** One that may have come before it was ready. */
    private static String line(ChildJvm jvm, String part) {
        return jvm.lines().stream()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseGet(() -> jvm.awaitLine(part));
    }

    /** What was to be kept before is kept when this is. */
    private void untilKept() throws Exception {
        assertThat(ask(Map.of("request", "silence", "rule", "kept", "for", "1h")))
                .contains("silent");
    }

    /** They hear nothing of their monitor's end, and have an hour until they are killed for it. */
    @Test
    void aProgramThatOutlivesTheMonitorIsEndedBeforeAnotherIsStarted() throws Exception {
        String child =
                "child = { run = [\"sh\", \"-c\", \"trap '' TERM; echo NAME; exec sleep 1000\"], grace = \"1 h\" }\n";
        String rule = "[rule.kept]\non = \"deaf\"\nkind = \"gave-up\"\n";
        String deaf = "[monitor]\nstate = \"state\"\n" + rule + "[source.deaf]\n" + child.replace("NAME", "deaf");
        file = deaf + "[source.gone]\n" + child.replace("NAME", "gone");
        long first;
        long other;
        try (ChildJvm jvm = start()) {
            first = started(jvm, "deaf");
            other = started(jvm, "gone");
            untilKept();
            kill(jvm);
        }
        file = deaf.replace("1 h", "100 ms");
        try (PidFd left = PidFd.open(first);
                PidFd gone = PidFd.open(other);
                ChildJvm jvm = start()) {
            assertThat(line(jvm, "\"pid\":" + first)).contains("\"kind\":\"left-over\"", "\"source\":\"deaf\"");
            assertThat(line(jvm, "\"pid\":" + other)).contains("\"kind\":\"left-over\"", "the file has no more");
            started(jvm, "deaf");
            assertThat(left.sendSignal(Signal.CONT)).as("it is there").isFalse();
            gone.sendSignal(Signal.KILL);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    /** The program of a source, once it has said that it does not hear. */
    private static long started(ChildJvm jvm, String source) {
        String started = line(jvm, "\"source\":\"" + source + "\",\"kind\":\"started\"");
        line(jvm, "\"line\":\"" + source + "\"");
        return MonitorJvm.number(MonitorJvm.objects(List.of(started)).getFirst(), "pid");
    }
}
