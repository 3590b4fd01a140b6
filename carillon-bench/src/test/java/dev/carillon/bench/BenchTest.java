package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.run.Settings;
import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void aRunIsRepeatedAsItWasAskedForAndNotByItsFile() {
        String[] arguments = {"pollers", "--rounds", "3", "--html", "r.html"};
        Settings settings = Settings.parse(arguments);
        assertThat(Bench.command(settings, arguments)).isEqualTo("./carillon bench pollers --rounds 3 --html r.html");
        Settings resumed = Settings.parse("pollers", "--rounds", "3", "--resume", "r.jsonl");
        assertThat(Bench.command(resumed, "--resume", "r.jsonl", "--html", "r.html"))
                .isEqualTo("./carillon bench " + settings.request())
                .contains("pollers --rounds 3")
                .doesNotContain("--resume", "--html");
    }
}
