package dev.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents show what is compiled here: each block of Java stands, but for blanks, in the class named before it. */
class DocumentsTest {
    private static final Pattern BLOCK = Pattern.compile("(?:<!-- (\\w+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<version>(.*)</version>");

    static List<Path> all() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatTheyShowIsCompiled(Path document) throws IOException {
        for (MatchResult block :
                BLOCK.matcher(Files.readString(document)).results().toList()) {
            String name = block.group(1);
            assertThat(name).as("<!-- Class --> before " + block.group(2)).isNotNull();
            Path source = Path.of("src/main/java/dev/carillon/examples", name + ".java");
            assertThat(stripped(Files.readString(source)))
                    .as("%s in %s", name, document)
                    .contains(stripped(block.group(2)));
        }
    }

    @Test
    void theReadmeNamesTheVersionThatIsBuilt() throws IOException {
        assertThat(firstVersion("README.md")).isEqualTo(firstVersion("pom.xml"));
    }

    private static String firstVersion(String file) throws IOException {
        String text = Files.readString(Documents.ROOT.resolve(file));
        return VERSION.matcher(text).results().findFirst().orElseThrow().group(1);
    }

    private static String stripped(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
