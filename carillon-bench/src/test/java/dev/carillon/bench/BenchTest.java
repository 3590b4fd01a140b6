package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void aRunIsRepeatedAsItWasAskedForAndNotByItsFile() {
        String[] arguments = {"pollers", "--rounds", "3", "--html", "r.html"};
        Arguments asked = Arguments.parse(arguments);
        assertThat(Bench.command(asked, arguments)).isEqualTo("./carillon bench pollers --rounds 3 --html r.html");
        Arguments resumed = Arguments.parse("pollers", "--rounds", "3", "--resume", "r.jsonl");
        assertThat(Bench.command(resumed, "--resume", "r.jsonl", "--html", "r.html"))
                .isEqualTo("./carillon bench " + asked.request())
                .contains("pollers --rounds 3")
                .doesNotContain("--resume", "--html");
    }
}
