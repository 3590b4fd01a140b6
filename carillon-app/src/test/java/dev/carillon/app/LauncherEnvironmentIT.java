package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.CopiedTree.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./carillon} with variables, limits, signals and an output that are not the usual ones. */
class LauncherEnvironmentIT {
    @TempDir
    private Path directory;

    private CopiedTree tree;

    @BeforeEach
    void copyTheTree() throws IOException {
        tree = new CopiedTree(directory).withoutMemory();
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_JAVA_OPTS, -XX:+UseG1GC",
        "JDK_JAVA_OPTIONS, -XX:+UseParallelGC",
        "JAVA_TOOL_OPTIONS, -XX:+UseG1GC -Xmx64m",
        "CARILLON_JAVA_OPTS, -Xrs"
    })
    void optionsForTheJvmAreTakenWithoutAWord(String variable, String options) throws Exception {
        tree.carillon(List.of("env", variable + "=" + options), "--version").assertVersion();
    }

    @ParameterizedTest
    @CsvSource({
        "CARILLON_JAVA_OPTS, -Xnonsense, Unrecognized option: -Xnonsense",
        "JDK_JAVA_OPTIONS, -XX:+Nonsense, Unrecognized VM option 'Nonsense'",
        "JAVA_TOOL_OPTIONS, -XX:+UseG1GC -XX:+UseSerialGC, Multiple garbage collectors selected"
    })
    void optionsThatTheJvmRefusesAreOneLine(String variable, String options, String complaint) throws Exception {
        tree.carillon(List.of("env", variable + "=" + options), "--version")
                .assertRefused("the JVM refuses", complaint);
    }

    @Test
    void aDirectoryThatIsNoJdkIsOneLine() throws Exception {
        tree.carillon(List.of("env", "CARILLON_JAVA_HOME=/usr"), "--version")
                .assertRefused("CARILLON_JAVA_HOME: /usr is not a JDK 25 or later");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 16, 47})
    void tooFewDescriptorsAreOneLine(int limit) throws Exception {
        tree.carillon(List.of("prlimit", "--nofile=" + limit), "--version")
                .assertRefused("needs 48 descriptors or more, and may have " + limit + ": see ulimit -n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doctor", "monitor --for 1ms", "demo event-manager"})
    void asManyDescriptorsAsItAsksForAreEnough(String command) throws Exception {
        Run run = tree.carillon(List.of("prlimit", "--nofile=48"), command.split(" ", -1));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "doctor", "demo"})
    void aFullOutputDeviceIsOneLine(String command) throws Exception {
        tree.carillon(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"), command)
                .assertRefused("No space left on device");
    }

    @ParameterizedTest
    @CsvSource({"HUP,HUP", "HUP+INT,HUP+INT", "TERM,TERM", "QUIT+USR1,''"})
    void whatWasIgnoredAtTheStartIsPassedOn(String ignored, String passedOn) throws Exception {
        // Whoever runs tests in the background ignores INT, too.
        List<String> ignoring =
                List.of("env", "--default-signal=HUP,INT,TERM", "--ignore-signal=" + ignored.replace('+', ','));
        Process server = tree.builder(ignoring, tree.script(), "echo", "--port", "0")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines = server.inputReader()) {
            assertThat(lines.lines()
                            .filter(line -> line.startsWith("listening on "))
                            .findFirst())
                    .isPresent();
            String command = Files.readString(Path.of("/proc/" + server.pid() + "/cmdline"));
            String option = "\0-Dcarillon.ignored=" + passedOn.replace('+', ',') + "\0";
            assertThat(command.contains("-Dcarillon.ignored")).isEqualTo(!passedOn.isEmpty());
            assertThat(command.contains(option)).isEqualTo(!passedOn.isEmpty());
        } finally {
            server.destroy(); // TERM, which ends a server also where others would ignore it
            assertThat(server.waitFor()).isZero();
        }
    }
}
