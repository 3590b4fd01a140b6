package dev.carillon.monitor.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.config.WrongConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;

/** The schema and what reads a file come to the same verdict. */
class SchemaTest {
    private static final com.networknt.schema.Schema SCHEMA =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4).getSchema(Schema.text(), InputFormat.JSON);

    @TempDir
    private Path directory;

    private List<Error> bySchema(String file) {
        return SCHEMA.validate(Toml.parse(file).toJson(), InputFormat.JSON);
    }

    private List<String> byReader(String file) throws Exception {
        try {
            MonitorFile.read(Files.writeString(directory.resolve("m.toml"), file));
            return List.of();
        } catch (WrongConfiguration e) {
            return e.lines();
        }
    }

    @Test
    void theExampleIsGood() throws Exception {
        assertThat(bySchema(Example.text())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[source.a]\nstdin = {}",
                "[source.a]\ntimer = { every = \"500 ms\" }\nlimit = { rate = \"1/10 s\", over = \"drop\" }",
                "[source.a]\nsignals = [\"USR1\", \"RTMIN+1\"]",
                """
                [source.a]
                fifo = { path = "f", mode = "0620" }
                value = { field = 2, range = [-1, 2.5], unit = "m" }
                """,
                "[source.a]\nfifo = { path = \"f\" }\nvalue = { json = \"/a/0\", fields = { host = \"/host\" } }",
                """
                [source.a]
                child = { run = ["sh", "-c", "exit"], output = "none", environment = { A = "b" } }
                restart = { policy = "on-failure", factor = 1.5, give-up = "3 in 1 m", first = "0" }
                """,
                "[source.a]\nsample = { file = \"/proc/stat\", every = \"1h\" }\nvalue.match = \"(x)\"",
                """
                [monitor]
                metrics = "[::1]:0"
                control = "none"
                report = { every = "1 h", format = "json" }
                [source.a]
                stdin = {}
                """,
                "[monitor]\ncontrol = \"${HOME}\"\n[source.a]\nstdin = {}",
            })
    void goodFilesAreGoodToBoth(String file) throws Exception {
        assertThat(byReader(file)).isEmpty();
        assertThat(bySchema(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[source.a]",
                "[source.a]\nstdn = {}",
                "[source.a]\nstdin = true",
                "[source.a]\nstdin = {}\ntimer.every = \"1 s\"",
                "[source.a]\ntimer = {}",
                "[source.a]\ntimer.every = 5",
                "[source.a]\ntimer.every = \"5 x\"",
                "[source.a]\nsignals = \"USR1\"",
                "[source.a]\nsignals = [1]",
                "[source.a]\nfifo.mode = \"0600\"",
                "[source.a]\nfifo = { path = \"f\", mode = \"999\" }",
                "[source.a]\nfifo.path = \"\"",
                "[source.a]\nstdin = {}\nvalue.field = 0",
                "[source.a]\nstdin = {}\nvalue.field = 1.5",
                "[source.a]\nstdin = {}\nvalue = { field = 1, json = \"/a\" }",
                "[source.a]\nstdin = {}\nvalue.range = [\"1\", \"2\"]",
                "[source.a]\nstdin = {}\nlimit = { over = \"drop\" }",
                "[source.a]\nstdin = {}\nlimit = { rate = \"1/s\", over = \"wait\" }",
                "[source.a]\nchild = {}",
                "[source.a]\nchild = { run = [\"sh\"], output = \"all\" }",
                "[source.a]\nchild = { run = [\"sh\"] }\nrestart.give-up = \"often\"",
                "[source.a]\nsample = { file = \"/etc/passwd\", every = \"1 s\" }",
                "[monitor]\nmetrics = \"here\"\n[source.a]\nstdin = {}",
                "monitor = 1\n[source.a]\nstdin = {}",
                "sources = 1\n[source.a]\nstdin = {}",
            })
    void badFilesAreBadToBoth(String file) throws Exception {
        assertThat(byReader(file)).isNotEmpty();
        assertThat(bySchema(file)).isNotEmpty();
    }

    @Test
    void thePageIsThatOfThisReader() throws Exception {
        Path page = Path.of("..", "docs", "monitor-reference.md");
        if (Boolean.getBoolean("carillon.reference.write")) {
            Files.writeString(page, Reference.text());
        }
        assertThat(Files.readString(page))
                .as("made by 'mvn -pl carillon-monitor -am test -Dtest=SchemaTest -Dcarillon.reference.write=true'")
                .isEqualTo(Reference.text());
    }
}
