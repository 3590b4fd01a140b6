package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be connected to a monitor. */
class MonitorStreamsTest {
    @Test
    void aReaderThatHasEnoughEndsItAlsoWhenNothingHappens() {
        try (ChildJvm child = MonitorJvm.inScript(
                        "\"$@\" | head -n 1; exit ${PIPESTATUS[0]}", "--only", "signals", "--stats", "0")
                .start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines()).singleElement().asString().contains("start");
        }
    }

    @Test
    void aReaderThatHasEnoughEndsItInTheMiddleOfEvents() {
        try (ChildJvm child = MonitorJvm.inScript(
                        "\"$@\" | head -n 3; exit ${PIPESTATUS[0]}", "--only", "counter,pipe", "--generate", "1ms")
                .start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines()).hasSize(3);
        }
    }

    @Test
    void aFullDiskIsAFailure() {
        try (ChildJvm child =
                MonitorJvm.inScript("exec \"$@\" >/dev/full", "--only", "timer").start()) {
            assertThat(child.awaitExit()).isEqualTo(1);
            assertThat(child.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: write(")
                    .contains("ENOSPC");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"</dev/null", "<&-", "</", "<<<''"})
    void standardInputThatHasNothingEndsOnlyItself(String input) {
        try (ChildJvm child = MonitorJvm.inScript("exec \"$@\" " + input, "--only", "stdin,signals", "--stats", "0")
                .start()) {
            child.awaitLine("the other sources go on");
            child.send(Signal.USR1);
            child.awaitLine("signal=USR1");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void nothingIsEchoedAfterQuit() {
        try (ChildJvm child = MonitorJvm.inScript(
                        "printf 'a\\nquit\\nb\\n' | \"$@\"", "--only", "stdin", "--stats", "0")
                .start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines())
                    .filteredOn(line -> line.contains("stdin    "))
                    .satisfiesExactly(
                            line -> assertThat(line).endsWith("line=a"),
                            line -> assertThat(line).endsWith("line=quit"),
                            row -> assertThat(row).contains("stdin"));
        }
    }

    @Test
    void jsonClassesAreLoadedForJsonOnly() {
        try (ChildJvm child = MonitorJvm.with("--only", "timer", "--for", "1ms")
                .options("-Xlog:class+load")
                .start()) {
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines())
                    .anyMatch(line -> line.contains("TextEventWriter"))
                    .noneMatch(line -> line.contains("tools.jackson"))
                    .noneMatch(line -> line.contains("io.nats") || line.contains("monitor.fleet"));
        }
    }
}
