package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A monitor whose output goes where it watches. */
class OwnOutputTest {
    @TempDir
    private Path directory;

    /** In the directory, with its output in out.log or by the redirections given; FIFO tells when it ends. */
    private ChildJvmBuilder monitor(String redirections, String... more) {
        String script = "cd '" + directory + "' && exec \"$@\" " + redirections;
        return MonitorJvm.inScript(script, "--only", "signals", "--stats", "0", "--watch", ".")
                .arguments(more);
    }

    private List<String> linesUntil(String part) throws IOException {
        Path output = directory.resolve("out.log");
        while (!Files.exists(output) || !Files.readString(output).contains(part)) {
            Thread.onSpinWait();
        }
        return Files.readAllLines(output);
    }

    @ParameterizedTest
    @ValueSource(strings = {">out.log", ">>out.log", ">out.log 2>&1"})
    void itsOwnLinesAreNoEvents(String redirections) throws IOException {
        try (ChildJvm child = monitor(redirections).start()) {
            linesUntil("  start  ");
            Files.createFile(directory.resolve("new"));
            linesUntil("./new");
            child.send(Signal.USR1); // a line more, of which nothing may come
            linesUntil("  stats  ");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
        List<String> lines = linesUntil("  end  ");
        assertThat(lines)
                .filteredOn(line -> line.contains("out.log"))
                .singleElement()
                .asString()
                .contains("changes of ./out.log are left out: it is this monitor's own output");
        assertThat(lines).anyMatch(line -> line.contains("  end  ") && line.matches(".* ownOutput=[1-9].*"));
        assertThat(lines).filteredOn(line -> line.contains("./new")).isNotEmpty();
    }

    @Test
    void anotherNameOfItsFileIsTheSameFile() throws IOException {
        Files.createFile(directory.resolve("out.log"));
        Files.createLink(directory.resolve("alias"), directory.resolve("out.log"));
        try (ChildJvm child = monitor(">>out.log").start()) {
            linesUntil("  start  ");
            Files.writeString(directory.resolve("alias"), "from elsewhere\n", java.nio.file.StandardOpenOption.APPEND);
            Files.createFile(directory.resolve("new"));
            linesUntil("./new");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
        }
        assertThat(linesUntil("  end  ")).noneMatch(line -> line.contains("change=") && line.contains("alias"));
    }

    @Test
    void aFileThatIsNotItsOwnIsWatchedAsEver() throws IOException {
        try (ChildJvm child = monitor("").start()) {
            child.awaitLine("  start  ");
            Files.writeString(directory.resolve("out.log"), "text");
            child.awaitLine("path=./out.log");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines().getLast()).doesNotContain("ownOutput");
        }
    }
}
