package dev.carillon.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.atIndex;

import dev.carillon.app.Carillon;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class DemoTest {
    /** Those that need a JVM of their own: one sends it signals, the other starts its own program again. */
    private static final Set<String> NEED_A_JVM = Set.of("signals", "eventfd-processes");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    static Stream<String> inThisJvm() {
        return Demos.names().stream().filter(name -> !NEED_A_JVM.contains(name));
    }

    @ParameterizedTest
    @MethodSource("inThisJvm")
    void holdsItsOwnCheck(String name) throws Exception {
        int code = run(name);
        assertThat(code).as(output()).isZero();
        assertThat(output()).contains("ok: ").doesNotContain("FAILED");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aChildProcessAddsTheNumbers() {
        try (ChildJvm jvm = child("eventfd-processes", "1", "2", "0x10", "010").start()) {
            jvm.awaitLine("sum 27 = 0x1b");
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }

    @Test
    void theGreatestValueOfAnEventFdGoesThrough() {
        try (ChildJvm jvm = child("eventfd-processes", "18446744073709551614").start()) {
            jvm.awaitLine("= 0xfffffffffffffffe");
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
        }
    }

    @Test
    void signalsComeWithSenderAndValueWhereTheyAreBlocked() {
        Signal[] ignored = {Signal.HUP, Signal.INT, Signal.TERM}; // as the launcher does: HotSpot would unblock them
        try (ChildJvm jvm = child("signals")
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1, Signal.realTime(1))
                .ignoring(ignored)
                .start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
            assertThat(jvm.lines())
                    .filteredOn(line -> line.startsWith("  "))
                    .hasSize(7)
                    .allMatch(line -> line.contains("by signalfd from pid " + jvm.pid()));
        }
    }

    @Test
    void signalsFallBackToTheJvmWithoutTheLauncher() {
        try (ChildJvm jvm = child("signals").start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
            assertThat(jvm.lines()).contains("none: [RTMIN+1]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "",
                "-1",
                "+1",
                " 1",
                "1x",
                "0x",
                "0x+1",
                "08",
                "١",
                "18446744073709551615",
                "18446744073709551616",
                "0x1ffffffffffffffff"
            })
    void refusesABadNumberBeforeAnythingStarts(String number) throws Exception {
        assertThat(run("eventfd-processes", "1", number)).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(number);
        assertThat(output()).isEmpty();
    }

    @Test
    void refusesASumThatAnEventFdCannotHold() throws Exception {
        assertThat(run("eventfd-processes", "0x8000000000000000", "0x7fffffffffffffff"))
                .isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains("0x7fffffffffffffff");
    }

    @Test
    void readsNumbersAsCDoes() throws WrongUsage {
        assertThat(UnsignedNumber.sum(List.of("0", "10", "010", "0x10", "0XfF")))
                .isEqualTo(0 + 10 + 8 + 16 + 255);
        assertThat(UnsignedNumber.sum(List.of("18446744073709551613", "1"))).isEqualTo(-2);
    }

    @Test
    void namesTheKnownDemosForAnUnknownOne() throws Exception {
        assertThat(run("no-such-demo")).isEqualTo(2);
        assertThat(err.toString().lines()).singleElement().asString().contains(Demos.names());
    }

    @Test
    void refusesArgumentsWhereNoneAreTaken() throws Exception {
        assertThat(run("flags", "1")).isEqualTo(2);
        assertThat(err.toString()).isEqualToIgnoringNewLines("carillon: demo flags takes no arguments");
    }

    @Test
    void listsEveryDemo() throws Exception {
        assertThat(run()).isZero();
        assertThat(output()).contains(Demos.names());
        assertThat(Demos.names()).allMatch(name -> Demos.byName(name).isPresent());
        assertThat(output().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void aWakeUpIsOneWriteAndOneReadOfEitherKind() throws Exception {
        assertThat(run("pipe-vs-eventfd")).isZero();
        assertThat(output().lines().filter(line -> line.matches(" +(eventfd|pipe) .*")))
                .hasSize(4)
                .map(line -> line.strip().split(" +", -1))
                .satisfies(row -> assertThat(row).startsWith("eventfd", "1", "40000", "5000", "5000"), atIndex(0))
                .satisfies(row -> assertThat(row).startsWith("pipe", "2", "5000", "5000", "5000"), atIndex(1))
                .satisfies(row -> assertThat(row).startsWith("pipe", "2", "400000"), atIndex(3));
    }

    private static ChildJvmBuilder child(String... words) {
        return ChildJvm.of(Carillon.class).arguments("demo").arguments(words);
    }

    private int run(String... words) throws Exception {
        DemoCommand demo = new DemoCommand(new PrintStream(out, true, StandardCharsets.UTF_8));
        CommandSpec spec = CommandSpec.wrapWithoutInspection(demo).name(demo.name());
        demo.describe(spec);
        CommandLine line = new CommandLine(spec);
        try {
            return demo.run(line.parseArgs(words));
        } catch (WrongUsage e) { // as the program itself tells it
            new PrintWriter(err, true).println("carillon: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
