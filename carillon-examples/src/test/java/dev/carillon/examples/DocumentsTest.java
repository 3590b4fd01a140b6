package dev.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents show what is compiled here: each block of Java stands, but for blanks, in the class named before it. */
class DocumentsTest {
    private static final Pattern BLOCK = Pattern.compile("(?:<!-- (\\w+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"datagrams.md", "hand-over.md", "network.md"})
    void whatTheyShowIsCompiled(String document) throws IOException {
        String text = Files.readString(Path.of("../docs", document));
        Matcher block = BLOCK.matcher(text);
        int count = 0;
        while (block.find()) {
            String name = block.group(1);
            assertThat(name).as("<!-- Class --> before " + block.group(2)).isNotNull();
            Path source = Path.of("src/main/java/dev/carillon/examples", name + ".java");
            assertThat(stripped(Files.readString(source)))
                    .as("%s in %s", name, document)
                    .contains(stripped(block.group(2)));
            count++;
        }
        assertThat(count).isPositive();
    }

    private static String stripped(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }
}
