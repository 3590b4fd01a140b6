package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.Carillon;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code monitor top} where there is no terminal, or no monitor. */
class TopCommandTest {
    @TempDir
    private Path directory;

    /** What it prints, and its exit code at the end. */
    private List<String> top(String... more) {
        try (ChildJvm jvm = ChildJvm.of(Carillon.class)
                .arguments("monitor", "top", "--control", directory.resolve("c").toString())
                .arguments(more)
                .start()) {
            int code = jvm.awaitExit();
            List<String> lines = new ArrayList<>(jvm.lines());
            lines.add("exit " + code);
            return lines;
        }
    }

    @Test
    void withoutATerminalItSaysSoInALine() {
        assertThat(top())
                .containsExactly(
                        "carillon: monitor top: draws on a terminal and reads its keys, and this is none; --once prints"
                                + " one picture as text",
                        "exit 2");
    }

    @Test
    void withoutAMonitorItSaysWhereItHasLooked() {
        assertThat(top("--once"))
                .containsExactly(
                        "carillon: monitor top: " + directory.resolve("c") + ": nobody listens there: No such file or"
                                + " directory; is the monitor running, and is --control its socket?",
                        "exit 2");
    }

    @Test
    void whatMeansNothingIsRefused() {
        assertThat(top("x")).containsExactly("carillon: monitor top: \"x\" is too much", "exit 2");
        assertThat(top("--only", "timer")).contains("exit 2");
    }

    @Test
    void onceItIsTextWithoutAnythingThatPlacesOrColours() throws IOException {
        Path file = Files.writeString(directory.resolve("m.toml"), "[source.pulse]\ntimer = { every = \"100 ms\" }\n");
        try (ChildJvm monitor = ChildJvm.of(Carillon.class)
                .ignoring(Signal.HUP, Signal.INT, Signal.TERM)
                .blocking(Signal.HUP, Signal.INT, Signal.TERM, Signal.USR1)
                .arguments("monitor", "-c", file.toString(), "--no-page", "--control")
                .arguments(directory.resolve("c").toString())
                .start()) {
            monitor.awaitLine("ready");
            List<String> lines = top("--once");
            assertThat(lines).last().isEqualTo("exit 0");
            assertThat(lines.getFirst()).contains("All quiet. 1 source, ");
            assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("  pulse "));
            assertThat(String.join("", lines)).doesNotContain("\u001b");
        }
    }
}
