package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.app.Carillon;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor as a user has it: a process of its own, started as the launcher starts it. */
class MonitorTest {
    private static final Signal[] BLOCKED = {
        Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1, Signal.realTime(0), Signal.realTime(3)
    };

    private static ChildJvm monitor(String... options) {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "monitor";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return ChildJvm.of(Carillon.class)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(BLOCKED)
                .arguments(arguments)
                .start();
    }

    private static List<String> events(ChildJvm child) {
        return child.lines().stream()
                .filter(line -> line.startsWith("{\"seq\":"))
                .toList();
    }

    @Test
    void signalsComeWithSenderAndValueInOrderAndTermEndsWithTheTotal() throws Exception {
        long self = ProcessHandle.current().pid();
        try (ChildJvm child = monitor("--json", "--only", "signals", "--stats", "0")) {
            child.awaitLine("start", line -> line.contains("\"kind\":\"start\""));
            child.send(Signal.USR1);
            child.awaitLine("USR1", line -> line.contains("\"signal\":\"USR1\""));
            for (int value = 1; value <= 5; value++) {
                Signals.queue(child.pid(), Signal.realTime(3), value);
            }
            child.awaitLine("the last value", line -> line.contains("\"value\":5"));
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
            List<String> events = events(child);
            assertThat(events).hasSize(7);
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i))
                        .startsWith("{\"seq\":" + (i + 1) + ",")
                        .contains("\"pid\":" + self, "\"delivery\":\"signalfd\"");
            }
            for (int value = 1; value <= 5; value++) {
                assertThat(events.get(value)).contains("\"signal\":\"RTMIN+3\"", "\"value\":" + value);
            }
            assertThat(child.lines().getLast()).contains("\"kind\":\"end\"", "\"total\":7", "\"open\":0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "poll", "select", "uring"})
    void aTypedLineIsEchoedAndQuitEnds(String poller) throws Exception {
        assumeTrue(!poller.equals("uring") || KernelFeature.IO_URING.isThere(), "there is no io_uring");
        try (ChildJvm child = monitor("--json", "--only", "stdin", "--stats", "0", "--poller", poller)) {
            child.println("hello there");
            child.awaitLine("echo", line -> line.contains("\"line\":\"hello there\""));
            child.println("quit");
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines().getLast()).contains("\"reason\":\"quit\"", "\"total\":2");
        }
    }

    @Test
    void theEndOfStandardInputEndsOnlyThatSource() throws Exception {
        try (ChildJvm child = monitor("--json", "--only", "stdin,signals", "--stats", "0")) {
            child.awaitLine("start", line -> line.contains("\"kind\":\"start\""));
            child.endInput();
            child.awaitLine("note", line -> line.contains("standard input has ended"));
            child.send(Signal.USR1);
            child.awaitLine("USR1", line -> line.contains("\"signal\":\"USR1\""));
            child.send(Signal.INT);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void whatTheGeneratorSentIsAllHandledByTheEnd() throws Exception {
        try (ChildJvm child =
                monitor("--json", "--only", "counter,pipe,timer", "--generate", "2ms", "--for", "700ms")) {
            assertThat(child.awaitExit()).isZero();
            String end = child.lines().getLast();
            assertThat(end)
                    .contains("\"kind\":\"end\"", "\"total\":" + events(child).size(), "\"open\":0");
            assertThat(events(child)).anyMatch(line -> line.contains("\"kind\":\"counter\""));
            assertThat(events(child)).anyMatch(line -> line.contains("\"line\":\"message 1\""));
        }
    }

    @Test
    void changesAndChildrenAreEvents(@TempDir Path directory) throws Exception {
        try (ChildJvm child = monitor(
                "--json", "--only", "signals", "--watch", directory.toString(), "--child", "exit 3", "--stats", "0")) {
            child.awaitLine("child", line -> line.contains("\"kind\":\"child\"") && line.contains("\"exit\":3"));
            Path file = Files.createFile(directory.resolve("new"));
            child.awaitLine("path", line -> line.contains("\"change\":\"CREATED\",\"path\":\"" + file));
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aSignalThatIsNoEventEndsItAllTheSame() throws Exception {
        try (ChildJvm child = monitor("--json", "--only", "timer", "--stats", "0")) {
            child.awaitLine("start", line -> line.contains("\"kind\":\"start\""));
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines().getLast()).contains("\"reason\":\"TERM\"", "\"total\":0");
        }
    }
}
