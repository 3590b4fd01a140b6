package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Pipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of configuration, right ones and wrong ones. */
class ConfigFileTest {
    @TempDir
    private Path directory;

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("x.toml"), text);
    }

    /** What a command might ask for. */
    private List<String> problems(byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve("x.toml"), bytes);
        try {
            ConfigFile file = ConfigFile.read(path);
            Section root = file.root();
            root.get("idle", Kind.span(), Duration.ZERO);
            root.get("size", Kind.size(1, 1 << 20), 0L);
            root.get("count", Kind.number(1, 9), 0);
            root.get("on", Kind.flag(), false);
            root.get("unit", Kind.choice(TimeUnit.class), TimeUnit.DAYS);
            root.get("fill", Kind.share(), 0.0);
            root.get("path", Kind.path(), Path.of(""));
            root.list("names", Kind.text());
            root.entries("fields", Kind.text());
            root.named("site").forEach((name, site) -> site.require("directory", Kind.path(), Path.of("")));
            file.check();
            return List.of();
        } catch (WrongConfiguration e) {
            assertThat(e.lines()).allSatisfy(line -> assertThat(line).startsWith(path + ":"));
            return e.lines().stream()
                    .map(line -> line.substring(path.toString().length() + 1))
                    .toList();
        }
    }

    private List<String> problems(String text) throws IOException {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFifoIsNotWaitedFor() {
        Path fifo = directory.resolve("fifo");
        Pipe.makeFifo(fifo, 0600);
        assertThatThrownBy(() -> ConfigFile.read(fifo))
                .isInstanceOfSatisfying(
                        WrongConfiguration.class,
                        e -> assertThat(e.lines())
                                .containsExactly(fifo + ":1:1: the file cannot be read: that is no regular file"));
    }

    @Test
    void valuesBecomeWhatTheyMean() throws Exception {
        Path path = write("""
            idle = "5 s"
            short = "250ms"
            size = "64 KiB"
            fill = "80 %"
            count = 3
            on = true
            unit = "seconds"
            file = "sub/a"
            absolute = "/a"
            names = ["a", "b"]
            fields = { "X-A.b" = "1" }
            [site.main]
            directory = "here"
            """);
        ConfigFile file = ConfigFile.read(path);
        Section root = file.root();
        assertThat(root.get("idle", Kind.span(), Duration.ZERO)).hasSeconds(5);
        assertThat(root.get("short", Kind.positiveSpan(), Duration.ZERO)).hasMillis(250);
        assertThat(root.get("none", Kind.span(), Duration.ZERO)).isZero();
        assertThat(root.get("size", Kind.size(0, 1 << 20), 0L)).isEqualTo(65_536);
        assertThat(root.get("fill", Kind.share(), 0.0)).isEqualTo(0.8);
        assertThat(root.get("count", Kind.number(1, 9), 0)).isEqualTo(3);
        assertThat(root.get("on", Kind.flag(), false)).isTrue();
        assertThat(root.get("unit", Kind.choice(TimeUnit.class), TimeUnit.DAYS)).isEqualTo(TimeUnit.SECONDS);
        assertThat(root.get("file", Kind.path(), path)).isEqualTo(directory.resolve("sub/a"));
        assertThat(root.get("absolute", Kind.path(), path)).isEqualTo(Path.of("/a"));
        assertThat(root.list("names", Kind.text())).containsExactly("a", "b");
        assertThat(root.entries("fields", Kind.text())).isEqualTo(Map.of("X-A.b", "1"));
        assertThat(root.named("site"))
                .hasEntrySatisfying(
                        "main",
                        site -> assertThat(site.require("directory", Kind.path(), path))
                                .isEqualTo(directory.resolve("here")));
        file.check();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "idle = 5 | 1:1: idle = 5; allowed: a span of time: \"500 ms\"",
                "idle = \"5 x\" | 1:1: idle = \"5 x\"; allowed: a span of time",
                "idle = \"9000 h\" | 1:1: idle = \"9000 h\": longer than a year; allowed: a span",
                "size = \"1 KB\" | 1:1: size = \"1 KB\"; allowed: a size from 1 B to 1 MiB",
                "size = \"2 MiB\" | 1:1: size = \"2 MiB\"; allowed: a size from 1 B to 1 MiB",
                "count = 10 | 1:1: count = 10; allowed: a whole number from 1 to 9",
                "count = 1.5 | 1:1: count = 1.5; allowed: a whole number from 1 to 9",
                "on = \"yes\" | 1:1: on = \"yes\"; allowed: true or false",
                "fill = \"101 %\" | 1:1: fill = \"101 %\"; allowed: a share from 0 % to 100 %",
                "unit = \"fortnights\" | 1:1: unit = \"fortnights\"; allowed: \"nanoseconds\" or \"microseconds\"",
                "path = \"\" | 1:1: path = \"\"; allowed: the path of a file",
                "path = \"a\\u0000\" | 1:1: path = \"a\\u0000\": no file can have this name; allowed: ",
                "names = \"a\" | 1:1: names = \"a\"; allowed: an array, of which each is a text",
                "names = [\"a\",   \"\"] | 1:17: names = \"\"; allowed: a text, not empty",
                "fields = 1 | 1:1: fields = 1; allowed: a table",
                "site.main.x = 1 | 1:1: unknown key site.main.x; allowed: directory",
                "idel = \"5 s\" | 1:1: unknown key idel; did you mean idle?",
                "\"a.b\\u001b[2J\" = 1 | 1:1: unknown key \"a.b\\u001B[2J\"; allowed: idle, size, ",
                "[site.main] | 1:1: site.main.directory is missing; allowed: the path of a file",
                "idle = | 1:7: Unexpected end of input, expected a value",
                "on = true false | 1:11: Unexpected 'false', expected ",
                "on = tru | 1:6: Unexpected ",
            })
    void whatIsWrongIsALineWithItsPlaceAndWhatIsAllowed(String text, String line) throws IOException {
        assertThat(problems(text)).anyMatch(problem -> problem.startsWith(line));
        if (!line.contains("site.main.x")) {
            assertThat(problems(text)).hasSize(1);
        }
    }

    @Test
    void errorsOfEveryKindAreToldTogetherInTheOrderOfTheFile() throws IOException {
        assertThat(problems("""
            count = 0
            on = yes
            idel = "5 s"
            size = "1 B
            names = [
                "a",
                7
            ]
            count = 1
            """))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("1:1:", "2:6:", "3:1:", "4:12:", "7:5:", "9:1:");
    }

    /** The parser takes the keys of such a table for the one before's. */
    @Test
    void aHeaderThatCannotBeReadIsOneErrorAndNotOneForEachOfItsKeys() throws IOException {
        assertThat(problems("""
            [site.a]
            directory = "a"
            [site.b
            [site.c c]
            directory = "c"
            port = 1
            [site.d]
            directory = 4
            [site.a]
            directory = "a"
            """))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("3:8:", "4:9:", "8:1:", "9:1:");
    }

    /** A key that could not be read may be the one that is missing. */
    @Test
    void nothingIsMissingWhereSomethingCouldNotBeRead() throws IOException {
        assertThat(problems("[site.main]\ndirectory = here\n"))
                .singleElement()
                .asString()
                .startsWith("2:13: ");
    }

    @Test
    void bytesThatAreNoTextAreToldWithTheirPlace() throws IOException {
        assertThat(problems(new byte[] {'#', '\n', '#', (byte) 0xc3, (byte) 0xa4, (byte) 0xff, '\n'}))
                .containsExactly("2:3: this is no UTF-8; allowed: UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoError() throws IOException {
        assertThat(problems("\ufeffcount = 1\n")).isEmpty();
    }

    @Test
    void whatNobodyHasWrittenEndsSoon() throws IOException {
        assertThat(problems("count = " + "[".repeat(10_000)))
                .singleElement()
                .asString()
                .startsWith("1:138: Nesting is too deep");
        assertThat(problems("#".repeat(256 * 1024 + 1))).containsExactly("1:1: the file is too long; allowed: 256 KiB");
        assertThat(problems("x\n".repeat(1000))).hasSize(101).last().isEqualTo(" and 900 more");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> ConfigFile.read(none))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessage(none + ":1:1: the file cannot be read: no such file");
        assertThatThrownBy(() -> ConfigFile.read(directory))
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("Is a directory");
    }
}
