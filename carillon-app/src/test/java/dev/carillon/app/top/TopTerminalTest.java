package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.Carillon;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code monitor top} at a terminal, of a monitor in a JVM of its own. Left out where tmux is not installed. */
@Timeout(180)
class TopTerminalTest {
    /** Says how the terminal is when it has ended, and stays until somebody types a line. */
    private static final String THEN_SAY =
            "\"$@\"; echo \"code $?\"; stty -a | grep -ow -e '-*icanon' -e '-*echo'; read line";

    /** As the launcher has them. */
    private static final Signal[] BLOCKED = {
        Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1, Signal.ALRM, Signal.CONT, Signal.WINCH
    };

    @TempDir
    private Path directory;

    private Path socket;

    @BeforeEach
    void writeFile() throws IOException {
        socket = directory.resolve("control.sock");
        Files.writeString(directory.resolve("monitor.toml"), """
            [source.pulse]
            timer = { every = "200 ms" }

            [source.sensor]
            fifo = { path = "sensor.fifo" }
            value = { unit = "°C" }

            [source.words]
            fifo = { path = "words.fifo" }

            [rule.hot]
            on = "sensor"
            above = 80
            severity = "critical"
            """);
    }

    private ChildJvm monitor() {
        ChildJvm monitor = ChildJvm.of(Carillon.class)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1)
                .arguments("monitor", "-c", directory.resolve("monitor.toml").toString(), "--no-page")
                .arguments("--control", socket.toString())
                .start();
        monitor.awaitLine("ready");
        return monitor;
    }

    private Tmux top(String script, String... environment) throws IOException {
        List<String> command = ChildJvm.of(Carillon.class)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(BLOCKED)
                .options("-Xmx128m")
                .arguments("monitor", "top", "--control", socket.toString())
                .command();
        return Tmux.run(directory, script, command, environment);
    }

    @Test
    void itShowsAlarmsAsTheyComeAndFollowsTheSizeOfTheTerminal() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top(THEN_SAY)) {
            top.await("All quiet. 3 sources");
            Files.writeString(directory.resolve("sensor.fifo"), "81.5\n");
            List<String> lines = top.await("critical");
            assertThat(lines).hasSize(24);
            assertThat(lines.getFirst()).startsWith("▲ 1 alarm: hot for ");
            assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("▲ critical hot"));
            assertThat(top.coloured()).contains("\u001b[1m\u001b[31m▲");

            top.resize(120, 40);
            assertThat(top.await("wide", text -> text.contains("The ledger"))).hasSize(40);
            top.resize(60, 20);
            top.await("80 × 24 at least, please: this terminal has 60 × 20");
            top.resize(80, 24);
            top.await("Sources 3");
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void whateverIsWrittenFromTheRightOrTwiceAsWideTheColumnsStay() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top(THEN_SAY)) {
            for (String words : List.of("חיישן 12", "東京 12", "e\u0301\u0301 12")) {
                Files.writeString(directory.resolve("words.fifo"), words + "\n");
                List<String> lines = top.await(
                        words, text -> text.lines().anyMatch(line -> line.contains(words) && line.contains("waits")));
                String row = lines.stream()
                        .filter(line -> line.contains(words))
                        .toList()
                        .getLast();
                String left = row.substring(0, row.indexOf(words));
                String between = row.substring(row.indexOf(words) + words.length(), row.indexOf("waits"));
                assertThat(left).hasSize(50);
                assertThat(left.length()
                                + Cells.of(words)
                                + between.replace("\u200e", "").length())
                        .isEqualTo(64);
            }
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void whatIsToldCannotReachTheTerminal() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top(THEN_SAY)) {
            Files.writeString(directory.resolve("words.fifo"), "\u001b[2J\u001b[H\u009bK\u202egone\n");
            assertThat(top.await("\\u001b[2J").getFirst()).startsWith("○ All quiet.");
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void theTerminalIsAsItWasHoweverItEnds() throws Exception {
        try (ChildJvm monitor = monitor()) {
            for (String key : List.of("q", "C-c")) {
                try (Tmux top = top("echo before; " + THEN_SAY)) {
                    top.await("Sources 3");
                    top.type(key);
                    assertThat(top.await("echo")).containsSequence("before", "code 0", "icanon", "echo");
                }
            }
            try (Tmux top = top("echo before; echo $$ > " + directory.resolve("shell") + "; " + THEN_SAY)) {
                top.await("Sources 3");
                ProcessHandle.of(Long.parseLong(
                                Files.readString(directory.resolve("shell")).strip()))
                        .orElseThrow()
                        .children()
                        .forEach(ProcessHandle::destroy);
                assertThat(top.await("echo")).containsSequence("before", "code 0", "icanon", "echo");
            }
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void whenTheTerminalIsClosedItEndsWithoutAWord() throws Exception {
        Path code = directory.resolve("code");
        Path shell = directory.resolve("shell");
        String script = "trap '' HUP; echo $$ > " + shell + "; (trap - HUP; exec \"$@\") 2> "
                + directory.resolve("said") + "; echo $? > " + code;
        try (ChildJvm monitor = monitor()) {
            ProcessHandle process;
            try (Tmux top = top(script)) {
                top.await("Sources 3");
                process = ProcessHandle.of(
                                Long.parseLong(Files.readString(shell).strip()))
                        .orElseThrow();
            }
            process.onExit().join();
            assertThat(code).content().isEqualTo("0\n");
            assertThat(directory.resolve("said")).isEmptyFile();
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void itIsSuspendedAndComesBack() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top("set -m; \"$@\"; stty -a | grep -ow -e '-*icanon'; echo suspended; read line; fg %1")) {
            top.await("Sources 3");
            top.type("C-z");
            assertThat(top.await("suspended")).contains("icanon");
            top.type("Enter");
            List<String> lines = top.await("Sources 3");
            assertThat(lines.getFirst()).startsWith("○ All quiet.");
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void whoseShellHasNoJobsIsNotSuspended() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top("exec \"$@\"")) {
            top.await("Sources 3");
            top.type("C-z", "a", "s");
            top.await("Sources 3 ", text -> text.contains("Sources 3"));
            String before = top.lines().get(1);
            top.await("a later time", text -> !text.contains(before));
            assertThat(monitor.pid()).isPositive();
        }
    }

    @Test
    void aMonitorThatGoesAwayIsSaidAndFoundAgain() throws Exception {
        ChildJvm first = monitor();
        try (Tmux top = top(THEN_SAY)) {
            top.await("Sources 3");
            first.send(Signal.TERM);
            first.awaitExit();
            first.close();
            assertThat(top.await("No monitor since "))
                    .anySatisfy(line -> assertThat(line).startsWith("Sources 3"));
            try (ChildJvm second = monitor()) {
                top.await(
                        "the second one",
                        text -> text.contains("process " + second.pid()) && !text.contains("No monitor"));
            }
        }
    }

    @Test
    void whereNobodyWantsColourThereIsNone() throws Exception {
        try (ChildJvm monitor = monitor();
                Tmux top = top(THEN_SAY, "NO_COLOR=1")) {
            Files.writeString(directory.resolve("sensor.fifo"), "81.5\n");
            top.await("▲ critical");
            assertThat(top.coloured()).doesNotContainPattern("\u001b\\[(9|3)[0-7]m");
            assertThat(monitor.pid()).isPositive();
        }
    }
}
