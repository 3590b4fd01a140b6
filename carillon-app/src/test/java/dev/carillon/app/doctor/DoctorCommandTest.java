package dev.carillon.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.Carillon;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalSetup;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class DoctorCommandTest {
    private final DoctorCommand command = new DoctorCommand();
    private final StringWriter out = new StringWriter();

    @Test
    void theExitCodeIsWhetherThereIsAProblem() {
        int code = run();

        boolean anyProblem = out.toString().lines().anyMatch(line -> line.startsWith("  problem "));
        assertThat(code).isEqualTo(anyProblem ? 1 : 0);
        assertThat(out.toString()).contains("System", "Limits", "Mechanisms", "Signals", "Hazards", "NOFILE");
    }

    @Test
    void theTextFitsEightyColumns() {
        run();

        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theJsonParsesAndHasEverySignal() {
        int code = run("--json");

        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), out.toString())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                (token == JsonToken.PROPERTY_NAME ? names : values).add(json.getString());
            }
        }
        assertThat(names).contains("well", "system", "limits", "mechanisms", "signals", "hazards");
        assertThat(values).anyMatch(value -> value.startsWith("epoll, poll, select (descriptors below 1024), "));
        assertThat(values).contains("HUP", "KILL", "SYS", "RTMIN", "epoll_pwait2");
        assertThat(code).isEqualTo(values.contains("problem") ? 1 : 0);
    }

    @Test
    void coloursAreForTerminals() {
        StringWriter coloured = new StringWriter();
        Diagnosis diagnosis = diagnosis(new Diagnosis.Hazard("p", true, "text", "advice"));
        new TextReport(new PrintWriter(coloured), Ansi.ON, 80).write(diagnosis);
        new TextReport(new PrintWriter(out), Ansi.OFF, 80).write(diagnosis);

        assertThat(coloured.toString()).contains("\033[");
        assertThat(out.toString()).contains("  problem p\n").doesNotContain("\033");
    }

    @Test
    void fewDescriptorsAreAProblem() {
        try (ChildJvm jvm = child().through("prlimit", "--nofile=64:64").start()) {
            assertThat(jvm.awaitExit()).isEqualTo(1);
            assertThat(jvm.lines()).contains("  NOFILE                        64 of 64", "  problem low-soft-nofile");
        }
    }

    @Test
    void withoutTheLauncherItSaysWhatBecomesOfTheSignals() {
        try (ChildJvm jvm = child().start()) {
            assertThat(jvm.awaitExit()).isEqualTo(1);
            assertThat(jvm.lines()).contains("  problem launcher-not-used");
            assertThat(String.join(" ", jvm.lines())).contains("TERM", "the JVM's own", "start through ./carillon");
        }
    }

    @Test
    void withTheSignalsBlockedTheyComeFromASignalFd() {
        Signal[] wanted = SignalSetup.RECOMMENDED.toArray(Signal[]::new);
        try (ChildJvm jvm = child().blocking(wanted)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .start()) {
            jvm.awaitLine("signalfd - every thread blocks it");
            assertThat(jvm.awaitLine("HUP")).contains("INT", "USR1", "TERM");
            jvm.awaitExit();
            assertThat(jvm.lines()).noneMatch(line -> line.contains("launcher-not-used"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "java --enable-native-access=m -cp x, true",
        "java --enable-native-access a.b;m Main, true",
        "java --enable-native-access=ma -cp m, false",
        "java -cp m, false",
        "java --enable-native-access, false",
    })
    void nativeAccessIsGrantedByOptions(String options, boolean granted) {
        assertThat(NativeAccess.grants(options.replace(';', ','), " ", "m")).isEqualTo(granted);
    }

    @Test
    void wrongUsageIsOneErrorAndExitCodeTwo() {
        try (ChildJvm jvm = child().arguments("x").start()) {
            assertThat(jvm.awaitExit()).isEqualTo(2);
            assertThat(jvm.lines())
                    .filteredOn(line -> line.startsWith("carillon: "))
                    .hasSize(1);
            assertThat(jvm.lines()).noneMatch(line -> line.contains("\tat "));
        }
    }

    private static ChildJvmBuilder child() {
        return ChildJvm.of(Carillon.class).arguments("doctor");
    }

    @Test
    void notesAreNoProblem() {
        Diagnosis.Hazard note = new Diagnosis.Hazard("n", false, "text", "advice");
        Diagnosis.Hazard problem = new Diagnosis.Hazard("p", true, "text", "advice");

        assertThat(diagnosis(note).isWell()).isTrue();
        assertThat(diagnosis(note, problem).isWell()).isFalse();
    }

    private static Diagnosis diagnosis(Diagnosis.Hazard... hazards) {
        return new Diagnosis(Map.of(), Map.of(), List.of(), List.of(), List.of(hazards));
    }

    private int run(String... arguments) {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(command.name());
        command.describe(spec);
        return new CommandLine(spec)
                .setOut(new PrintWriter(out, true))
                .setExecutionStrategy(command::run)
                .execute(arguments);
    }
}
