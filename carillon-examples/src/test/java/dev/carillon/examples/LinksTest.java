package dev.carillon.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    static List<Path> all() throws IOException {
        return Documents.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void noLinkIsDead(Path document) throws IOException {
        for (String link : links(document)) {
            Path target = target(document, link);
            assertThat(target).as("%s in %s", link, document).exists();
            int anchor = link.indexOf('#');
            if (anchor >= 0) {
                assertThat(anchors(target)).as("%s in %s", link, document).contains(link.substring(anchor + 1));
            }
        }
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        Set<Path> reached = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(Documents.ROOT.resolve("README.md")));
        while (!next.isEmpty()) {
            Path page = next.pop();
            if (reached.add(page)) {
                next.addAll(linkedFrom(page));
            }
        }
        assertThat(reached).containsAll(Documents.pages());
    }

    /** A directory leads to its documents, as where it is shown. */
    private static List<Path> linkedFrom(Path page) throws IOException {
        if (Files.isDirectory(page)) {
            try (var files = Files.list(page)) {
                return files.toList();
            }
        }
        if (!page.toString().endsWith(".md")) {
            return List.of();
        }
        return links(page).stream().map(link -> target(page, link)).toList();
    }

    /** Those that lead elsewhere in this project. */
    private static List<String> links(Path document) throws IOException {
        return LINK.matcher(Files.readString(document))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    private static Path target(Path document, String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? document : document.resolveSibling(path).normalize();
    }

    /** What headings are called in links. */
    private static List<String> anchors(Path document) throws IOException {
        try (Stream<String> lines = Files.lines(document)) {
            return lines.filter(line -> line.startsWith("#"))
                    .map(line -> line.replaceFirst("#+ +", "").toLowerCase(Locale.ROOT))
                    .map(line -> line.replaceAll("[^\\w -]", "").replace(' ', '-'))
                    .toList();
        }
    }
}
