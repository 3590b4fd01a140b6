package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.server.HttpOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/metrics.md tells of each figure that there is, and of no other. */
class DocumentTest {
    private static final String ROW = "| `carillon_";

    private static String row(Exposition.Family family) {
        String labels = family.labels().isEmpty() ? "none" : String.join(", ", family.labels());
        return "| `" + family.name() + "` | " + family.type() + " | " + labels + " | " + family.help() + " |";
    }

    @Test
    void hasEachFigureWithTypeLabelsAndMeaning() throws IOException {
        try (Web web = new Web("site", HttpOptions.DEFAULTS, exchange -> exchange.send("hello"))) {
            List<String> rows = Files.readString(Path.of("../docs/metrics.md"))
                    .lines()
                    .filter(line -> line.startsWith(ROW))
                    .toList();
            assertThat(rows)
                    .containsExactlyInAnyOrderElementsOf(web.read().families().values().stream()
                            .map(DocumentTest::row)
                            .toList());
        }
    }

    @Test
    void unitsAreBaseUnitsAndCountersSaySo() {
        try (Web web = new Web("site", HttpOptions.DEFAULTS, exchange -> exchange.send("hello"))) {
            assertThat(web.read().families().values()).allSatisfy(family -> {
                assertThat(family.name()).matches("carillon_(loop|net|http|metrics)_[a-z_]+");
                assertThat(family.name().endsWith("_total"))
                        .isEqualTo(family.type().equals("counter"));
                assertThat(family.name()).doesNotContainPattern("nanos|millis|kilo|mega");
                assertThat(family.help()).endsWith(".");
            });
        }
    }
}
