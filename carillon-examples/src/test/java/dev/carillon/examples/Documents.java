package dev.carillon.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is written for people to read. */
final class Documents {
    /** Of the whole project. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Documents() {}

    /** All of them. */
    static List<Path> all() throws IOException {
        Stream<Path> beside = Stream.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "carillon-bench/README.md")
                .map(ROOT::resolve);
        return Stream.concat(beside, pages().stream()).toList();
    }

    /** Those below docs. */
    static List<Path> pages() throws IOException {
        try (var files = Files.walk(ROOT.resolve("docs"))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }
}
