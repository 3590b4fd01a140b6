package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.WrongConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What can be done with a monitor's file besides running it. */
class MonitorVerbsTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private int run(String... words) throws Exception {
        MonitorCommand monitor = new MonitorCommand(new PrintStream(output, true, StandardCharsets.UTF_8));
        CommandSpec spec = CommandSpec.wrapWithoutInspection(monitor).name(monitor.name());
        monitor.describe(spec);
        return monitor.run(new CommandLine(spec).parseArgs(words));
    }

    @Test
    void theExampleThatIsPrintedIsGood() throws Exception {
        assertThat(run("example")).isZero();
        Path file = Files.write(directory.resolve("m.toml"), output.toByteArray());
        output.reset();
        assertThat(run("check", file.toString())).isZero();
        assertThat(run("check", "-c", file.toString())).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8).lines()).allMatch(line -> line.startsWith(file + ": 3 "));
    }

    @Test
    void aSchemaIsPrinted() throws Exception {
        assertThat(run("schema")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8))
                .startsWith("{\"$schema\":")
                .endsWith("}\n");
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
}
