package dev.carillon.monitor.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.source.SourceSettings;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says, and all that is wrong with one at once. */
class MonitorFileTest {
    private static final String TICK = "[source.tick]\ntimer = { every = \"1 s\" }\n";

    @TempDir
    private Path directory;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private List<String> problems(String text) throws IOException {
        return problems(write("m.toml", text));
    }

    private List<String> problems(Path path) {
        try {
            MonitorFile.read(path);
            return List.of();
        } catch (WrongConfiguration e) {
            return e.lines().stream()
                    .map(line -> line.replace(directory + "/", ""))
                    .toList();
        }
    }

    private List<SourceSettings> sources(String text) throws Exception {
        return MonitorFile.read(write("m.toml", text)).sources();
    }

    /** Prints what a file says, in a process with another environment. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println(MonitorFile.read(Path.of(arguments[0])).summary());
        }
    }

    @Test
    void aProgramIsLookedForWhereItWouldBeStartedFromAlsoWithoutPath() throws Exception {
        Path file = write("m.toml", "[source.a]\nchild.run = [\"sh\"]\n");
        try (ChildJvm reading = ChildJvm.of(Reading.class)
                .through("env", "-u", "PATH")
                .arguments(file.toString())
                .start()) {
            int code = reading.awaitExit();
            assertThat(code).as(reading.lines().toString()).isZero();
            assertThat(reading.lines()).anyMatch(line -> line.startsWith("1 source"));
        }
    }

    @Test
    void theExampleIsAFileThatCanBeUsed() throws Exception {
        assertThat(MonitorFile.read(write("m.toml", Example.text())).summary()).startsWith("3 sources");
    }

    @Test
    void theExampleWithoutItsCommentSignsIsOneTooButForWhatThisMachineLacks() throws Exception {
        String all = Example.text()
                .replaceAll("(?m)^# (?=[\\[a-z]+[^'\\n]*(\\]|=))", "")
                .replace("/run/boiler.fifo", directory + "/boiler.fifo");
        assertThat(all).contains("\n[source.api]").contains("\nrestart = {").contains("\nstdin = {}");
        assertThat(problems(all))
                .containsExactly(
                        "m.toml:12:1: page.cert = \"chain.pem\": there is no such file; allowed: a file that can be"
                                + " read",
                        "m.toml:13:1: page.key = \"key.pem\": there is no such file; allowed: a file that can be read",
                        "m.toml:33:11: source.api.child.run: there is no program /opt/api/bin/api; allowed: one that"
                                + " can be run");
    }

    /** Twelve kinds of errors, as outsiders make them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[source.a\\ntimer = {} | m.toml:1:10: ",
                "[source.a]\\ntimr = 1 | m.toml:2:1: unknown key source.a.timr; did you mean timer?",
                "[source.a] | m.toml:1:1: source.a says nothing of what it is; allowed: one of fifo, ",
                "[source.a]\\n"
                        + "stdin = {}\\n"
                        + "timer.every = \"1 s\" | m.toml:3:1: source.a.timer: stdin is there already; allowed: ",
                "[source.a]\\n"
                        + "timer.every = \"1 x\" | m.toml:2:1: source.a.timer.every = \"1 x\"; allowed: a span of time",
                "[source.a]\\ntimer = {} | m.toml:2:1: source.a.timer.every is missing; allowed: a span of time",
                "[source.a]\\nsignals = [\"KILL\"] | m.toml:2:12: source.a.signals = \"KILL\"",
                "[source.a]\\n"
                        + "signals = [\"USR2\"]\\n"
                        + "[source.b]\\n"
                        + "signals = [\"USR2\"] | m.toml:4:1: source.b.signals: USR2 is that of source.a; allowed: one"
                        + " source for each",
                "[source.a]\\n"
                        + "sample = { file = \"/etc/passwd\", every = \"1 s\" } | m.toml:2:12: source.a.sample.file ="
                        + " \"/etc/passwd\"; allowed: a file below /proc or /sys",
                "[source.a]\\n"
                        + "sample = { file = \"/proc/../etc/passwd\", every = \"1 s\" } | m.toml:2:12:"
                        + " source.a.sample.file",
                "[source.a]\\n"
                        + "child.run = [\"/no/such\"] | m.toml:2:1: source.a.child.run: there is no program /no/such",
                "[source.a]\\nchild.run = [] | m.toml:2:1: source.a.child.run: allowed: a program and its arguments",
                "[source.a]\\nchild = {} | m.toml:2:1: source.a.child.run is missing; allowed: an array",
                "[source.a]\\n"
                    + "fifo.path = \"none/f\" | m.toml:2:1: source.a.fifo.path: there is no directory none; allowed: ",
                "[source.a]\\nstdin = {}\\nvalue.match = \"(\" | m.toml:3:1: source.a.value.match = \"(\": ",
                "[source.a]\\n"
                        + "stdin = {}\\n"
                        + "value.match = \"a\" | m.toml:3:1: source.a.value.match = \"a\": there is no group in it",
                "[source.a]\\n"
                        + "stdin = {}\\n"
                        + "value.json = \"a\" | m.toml:3:1: source.a.value.json = \"a\"; allowed: a JSON Pointer",
                "[source.a]\\n"
                        + "stdin = {}\\n"
                        + "value.range = [2, 1] | m.toml:3:1: source.a.value.range: allowed: two numbers",
                "[source.a]\\ntimer.every = \"1 s\"\\nvalue = {} | m.toml:3:1: source.a.value: timer gives no text",
                "[source.a]\\n"
                    + "timer.every = \"1 s\"\\n"
                    + "limit = { rate = \"1/s\", over = \"block\" } | m.toml:3:1: source.a.limit: timer cannot wait",
                "[source.a]\\n"
                        + "stdin = {}\\n"
                        + "restart = {} | m.toml:3:1: source.a.restart: stdin is not started; allowed with child",
                "[source.a]\\n"
                    + "stdin = {}\\n"
                    + "limit.rate = \"many\" | m.toml:3:1: source.a.limit.rate = \"many\"; allowed: so many in a time",
                "include = [\"none.toml\"] | none.toml:1:1: the file cannot be read: no such file",
                "include = [\"m.toml\"] | m.toml:1:1: include: m.toml is read already; allowed: each file once, and no"
                        + " circles",
                "[source.\"b c\"]\\nstdin = {} | m.toml:1:1: no rule can name source \"b c\"; allowed: letters, ",
                "[source.monitor]\\nstdin = {} | m.toml:1:1: source \"monitor\" is the monitor itself; allowed: ",
                "[action.\"b c\"]\\nlog = true | m.toml:1:1: no rule can name action \"b c\"; allowed: letters, ",
                "[action.a]\\nlog = false | m.toml:2:1: action.a.log: then nothing is done; allowed: true",
                "[action.a]\\nrun = [\"/no/such\"] | m.toml:2:1: action.a.run: there is no program /no/such; allowed: ",
                "[source.a]\\n"
                    + "plugin = { run = [\"/no/such\"], every = \"1 s\" } | m.toml:2:12: source.a.plugin.run: there is"
                    + " no program /no/such",
                "[source.a]\\nfifo.path = \"m.toml\" | m.toml:2:1: source.a.fifo.path: m.toml is a file, and no FIFO",
                "[source.a]\\nfifo.path = \"/dev/null\" | m.toml:2:1: source.a.fifo.path: /dev/null is something else",
                "[source.a]\\nsignals = [\"CHLD\"] | m.toml:2:12: source.a.signals = \"CHLD\": that is how programs of",
                "[monitor]\\nmetrics = \"x\" | m.toml:2:1: monitor.metrics = \"x\": \"x\" is no address",
                "[monitor]\\n"
                    + "metrics = \"${NO_SUCH}\" | m.toml:2:1: monitor.metrics = \"${NO_SUCH}\": the environment has no"
                    + " NO_SUCH",
            })
    void whatIsWrongIsALineWithItsPlaceAndWhatIsAllowed(String text, String line) throws IOException {
        String file = text.replace("\\n", "\n");
        assertThat(problems(file + "\n" + (file.contains("[source") ? "" : TICK)))
                .as(file)
                .anyMatch(problem -> problem.startsWith(line));
    }

    @Test
    void anEmptyFileIsNoMonitor() throws IOException {
        assertThat(problems(""))
                .containsExactly("m.toml:1:1: source is missing; allowed: a table [source.NAME] for each source");
    }

    @Test
    void aFileThatOthersMayWriteIsRefusedAndSoIsOneThatItIncludes() throws IOException {
        Path file = write("m.toml", "include = [\"more.toml\"]\n" + TICK);
        Path more = write("more.toml", "");
        assertThat(problems(file)).isEmpty();
        Files.setPosixFilePermissions(more, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(problems(file))
                .containsExactly("more.toml:1:1: others may write to this file, which says what is started; 'chmod go-w"
                        + " more.toml'");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        assertThat(problems(file)).hasSize(2);
    }

    @Test
    void aFileThatEverybodyMayReplaceIsRefused() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        write("open/more.toml", "");
        Files.createDirectory(directory.resolve("open/own"));
        write("open/own/other.toml", "");
        Path file = write("m.toml", "include = [\"open/more.toml\", \"open/own/other.toml\"]\n" + TICK);
        assertThat(problems(file)).isEmpty();
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(problems(file))
                .containsExactly(
                        "open/more.toml:1:1: everybody may put another in the place of this file, which says what is"
                                + " started; 'chmod o-w open'",
                        "open/own/other.toml:1:1: everybody may put another in the place of this file, which says what"
                                + " is started; 'chmod o-w open'");
    }

    @Test
    void includedFilesCountAsIfTheyStoodThereAndNamesAreUsedOnce() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        write("d/b.toml", "[source.b]\nstdin = {}\n");
        write("d/a.toml", "[source.a]\nfifo.path = \"f\"\n");
        write("d/other", "no toml");
        List<SourceSettings> sources = sources("include = [\"d/*.toml\"]\n" + TICK);
        assertThat(sources).extracting(SourceSettings::name).containsExactly("tick", "a", "b");
        assertThat(sources.get(1).input()).asString().contains(directory + "/d/f");
        write("d/b.toml", "include = [\"../m.toml\"]\n[source.a]\nstdin = {}\n[monitor]\n");
        assertThat(problems("include = [\"d/*.toml\"]\n[monitor]\n" + TICK))
                .containsExactly(
                        "d/b.toml:1:1: include: d/../m.toml is read already; allowed: each file once, and no circles",
                        "d/b.toml:2:1: there is another table of this name; allowed: each name once",
                        "d/b.toml:4:1: monitor: another file has this table; allowed: one of them");
    }

    @Test
    void errorsOfAllFilesAreToldTogether() throws IOException {
        write("more.toml", "[source.b]\nstdn = {}\n");
        assertThat(problems("include = [\"more.toml\", \"none.toml\"]\n[source.a]\ntimer.evry = 1\n"))
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("m.toml:3:1:", "m.toml:3:1:", "more.toml:1:1:", "more.toml:2:1:", "none.toml:1:1:");
    }

    @Test
    void equalTablesAreEqualAlsoWhereTheyStandElsewhere() throws Exception {
        List<SourceSettings> one = sources("""
            [source.a]
            stdin = {}
            value = { match = "(.)" }
            [source.b]
            signals = ["USR2", "WINCH"]
            """);
        List<SourceSettings> other = sources("""
            [source.b]
            signals = ["WINCH", "USR2"]

            [source.a]
            value.match = "(.)"
            stdin = {}
            """);
        assertThat(other).containsExactlyInAnyOrderElementsOf(one);
    }
}
