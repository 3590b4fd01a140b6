package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** docs/http.md, as far as tests hold it to what it tells of. */
final class Document {
    private static final Path PATH = Path.of("../docs/http.md");

    private Document() {}

    /** The rows of the only table below a heading, without its head. */
    static List<String> table(String heading) throws IOException {
        List<String> lines = Files.readAllLines(PATH);
        assertThat(lines).as(PATH + " without that heading").contains("## " + heading);
        return lines.subList(lines.indexOf("## " + heading) + 1, lines.size()).stream()
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
    }
}
