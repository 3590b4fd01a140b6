package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.record.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a monitor's file besides running it. */
class MonitorVerbsTest {
    @TempDir
    private Path directory;

    private final VerbCalls verbs = new VerbCalls();

    private int run(String... words) throws Exception {
        return verbs.run(words);
    }

    @Test
    void theExampleThatIsPrintedIsGood() throws Exception {
        assertThat(run("example")).isZero();
        Path file = Files.writeString(directory.resolve("m.toml"), verbs.text());
        verbs.forget();
        assertThat(run("check", file.toString())).isZero();
        assertThat(run("check", "-c", file.toString())).isZero();
        assertThat(verbs.text().lines()).allMatch(line -> line.startsWith(file + ": 3 "));
    }

    @Test
    void programsGetObjects() throws Exception {
        Path good = Files.writeString(directory.resolve("m.toml"), "[source.a]\nstdin = {}\n");
        Path wrong = Files.writeString(directory.resolve("w.toml"), "[source.a]\n");
        assertThat(run("check", good.toString(), "--json")).isZero();
        assertThat(verbs.text()).startsWith("{\"ok\":true,").contains("\"sources\":1");
        verbs.forget();
        assertThat(run("check", wrong.toString(), "--json")).isEqualTo(2);
        assertThat(verbs.text()).startsWith("{\"ok\":false,").contains("w.toml:1:1: source.a says nothing");
        verbs.forget();
        assertThat(run("plan", good.toString(), "--from", good.toString(), "--json"))
                .isZero();
        assertThat(verbs.text())
                .startsWith("{\"same\":true,")
                .contains("{\"kind\":\"source\",\"name\":\"a\",\"change\":\"kept\"}");
        assertThat(VerbJson.test("t", List.of())).isEqualTo("{\"test\":\"t\",\"good\":true,\"differences\":[]}");
    }

    @Test
    void whatWouldDoNothingIsRefused() {
        for (String line : List.of(
                "check m.toml --only signals",
                "schema x",
                "example x",
                "check m.toml --since 1h",
                "history s --from m.toml",
                "-c m.toml --for 1s",
                "-c m.toml --since 1h",
                "--from m.toml")) {
            assertThatThrownBy(() -> run(line.split(" "))).as(line).isInstanceOf(WrongUsage.class);
        }
        assertThatThrownBy(() -> run("-c", "")).isInstanceOf(WrongUsage.class).hasMessageContaining("which file");
    }

    @Test
    void aSchemaIsPrinted() throws Exception {
        assertThat(run("schema")).isZero();
        assertThat(verbs.text()).startsWith("{\"$schema\":").endsWith("}\n");
    }

    @Test
    void aWrongFileIsToldAndSoIsAWrongVerb() throws Exception {
        Path file = Files.writeString(directory.resolve("m.toml"), "[source.a]\n");
        assertThatThrownBy(() -> run("check", file.toString()))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageStartingWith(file + ":1:1: source.a says nothing");
        assertThatThrownBy(() -> run("check")).isInstanceOf(WrongUsage.class);
        assertThatThrownBy(() -> run("chekc", "a"))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("there are check, ");
    }

    @Test
    void whoHasTheStateDirectoryIsSaidAndWhatCannotBeUsed() throws Exception {
        Path file = Files.writeString(directory.resolve("m.toml"), """
            [monitor]
            state = "state"
            [source.tick]
            counter = {}
            """);
        Path state = directory.resolve("state");
        assertThat(run("check", file.toString())).isZero();
        assertThat(verbs.text().lines()).hasSize(1);
        try (StateDirectory taken = StateDirectory.take(state)) {
            assertThat(taken).isNotNull();
            assertThat(run("check", file.toString())).isZero();
            assertThat(verbs.text())
                    .contains(state + " is that of a monitor which runs, process "
                            + ProcessHandle.current().pid() + ": a second one with it does not start");
        }
        Files.createDirectory(state.resolve("carillon.db"));
        assertThatThrownBy(() -> run("check", file.toString()))
                .isInstanceOf(WrongUsage.class)
                .hasMessageContaining("carillon.db: is a directory");
    }
}
