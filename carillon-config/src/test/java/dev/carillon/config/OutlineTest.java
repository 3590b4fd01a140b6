package dev.carillon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.config.Outline.Entry;
import dev.carillon.config.Outline.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads a file tells what may be in it. */
class OutlineTest {
    private static final Key<Duration> EVERY = new Key<>("every", Kind.positiveSpan(), "How often.");
    private static final Key<TimeUnit> UNIT = new Key<>("unit", Kind.choice(TimeUnit.class), "In what.");
    private static final Key<String> RUN = new Key<>("run", Kind.text(), "What is run.");
    private static final Key<Integer> PORT = new Key<>("port", Kind.number(1, 9), "Where.");
    private static final Key<Rate> RATE = new Key<>("rate", Kind.rate(), "At most.");

    @TempDir
    private Path directory;

    private static void read(Section root) {
        root.get(EVERY, Duration.ofSeconds(5));
        root.named("source", "What is looked at.").forEach((name, source) -> {
            source.exactlyOne(List.of("child", "tcp"));
            source.section("child", "A program.").ifPresent(child -> child.requireList(RUN));
            source.section("tcp", "A port.").ifPresent(tcp -> tcp.require(PORT, 1));
            source.entries(RATE);
        });
        root.sections("test", "A case.").forEach(test -> test.find(UNIT));
    }

    private List<String> problems(String text) throws IOException {
        Path path = Files.writeString(directory.resolve("x.toml"), text);
        try {
            ConfigFile file =
                    ConfigFile.read(path, Variables.of(Map.of("HOME", "/h", "SPAN", "3 s", "SECRET", "nothing")::get));
            read(file.root());
            file.check();
            return List.of();
        } catch (WrongConfiguration e) {
            return e.lines().stream()
                    .map(line -> line.substring(path.toString().length() + 1))
                    .toList();
        }
    }

    private static Entry entry(Outline outline, String name) {
        return outline.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyKeyThatIsAskedForIsKnownWithWhatItIs() {
        Outline outline = Outline.of(OutlineTest::read);
        assertThat(outline.entries()).extracting(Entry::name).containsExactly("every", "source", "test");
        assertThat(entry(outline, "every"))
                .isEqualTo(new Entry(
                        "every",
                        Shape.VALUE,
                        "How often.",
                        false,
                        Optional.of(EVERY.kind()),
                        Optional.of(Duration.ofSeconds(5)),
                        Optional.empty()));
        Outline source = entry(outline, "source").inner().orElseThrow();
        assertThat(source.choices()).containsExactly(new Outline.Choice(List.of("child", "tcp"), true));
        assertThat(source.entries())
                .extracting(Entry::name, Entry::shape)
                .containsExactly(tuple("child", Shape.TABLE), tuple("tcp", Shape.TABLE), tuple("rate", Shape.ENTRIES));
        assertThat(entry(entry(source, "child").inner().orElseThrow(), "run"))
                .matches(Entry::isRequired)
                .matches(run -> run.shape() == Shape.LIST);
        assertThat(entry(outline, "test").shape()).isEqualTo(Shape.TABLES);
        assertThat(UNIT.kind().schema()).containsKey("enum");
    }

    @Test
    void ofKeysThatExcludeEachOtherOneHasToBeThere() throws Exception {
        assertThat(problems("[source.a]\n"))
                .containsExactly("1:1: source.a says nothing of what it is; allowed: one of child, tcp");
        assertThat(problems("[source.a]\ntcp.port = 1\nchild.run = [\"a\"]\n"))
                .singleElement()
                .asString()
                .isEqualTo("2:1: source.a.tcp: child is there already; allowed: one of child, tcp");
    }

    @Test
    void tablesOfAnArrayHaveTheirPlaces() throws Exception {
        assertThat(problems("[[test]]\nunit = \"days\"\n[[test]]\nunti = 1\n"))
                .containsExactly("4:1: unknown key test[1].unti; did you mean unit?");
        assertThat(problems("test = [1]\n")).containsExactly("1:9: test = 1; allowed: an array of tables");
    }

    @Test
    void variablesAreForTextsAndAreNotToldInMessages() throws Exception {
        assertThat(problems("every = \"${SPAN}\"\n")).isEmpty();
        assertThat(problems("every = \"${NONE}\"\n"))
                .singleElement()
                .asString()
                .startsWith("1:1: every = \"${NONE}\": the environment has no NONE; allowed: ");
        assertThat(problems("every = \"${SECRET}\"\n"))
                .singleElement()
                .asString()
                .startsWith("1:1: every = \"${SECRET}\"; allowed: ")
                .doesNotContain("nothing");
        assertThat(Variables.of(name -> "v").expand("$${A} ${A} $B $ ${A}")).isEqualTo("${A} v $B $ v");
        assertThatThrownBy(() -> Variables.of(name -> "v").expand("${9}")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Variables.NONE.expand("${A}")).isEqualTo("${A}");
    }

    @Test
    void ratesAreSoManyInATime() {
        assertThat(Rate.parse("2000/s")).contains(new Rate(2000, Duration.ofSeconds(1)));
        assertThat(Rate.parse("1/10 s").map(Rate::toString)).contains("1/10s");
        assertThat(Rate.parse("0/s")).isEmpty();
        assertThat(Rate.parse("1/0s")).isEmpty();
        assertThat(Rate.parse("many/s")).isEmpty();
    }

    @Test
    void aSecretStandsElsewhereAndIsNotPrinted() throws Exception {
        Files.writeString(directory.resolve("key"), "hidden\n");
        Secret secret = Kind.secret().read("file:key", directory);
        assertThat(secret.text()).isEqualTo("hidden");
        assertThat(secret).hasToString("file:key").isEqualTo(Kind.secret().read("file:key", directory));
        Files.writeString(directory.resolve("key"), "other\n");
        assertThat(secret).isNotEqualTo(Kind.secret().read("file:key", directory));
        assertThat(Kind.secret().read("env:PATH", directory).text()).isEqualTo(System.getenv("PATH"));
        for (String wrong : List.of("hidden", "file:", "file:none", "file:.", "env:NO_SUCH_NAME", "env:")) {
            assertThatThrownBy(() -> Kind.secret().read(wrong, directory)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
