package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.rule.Expressions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cases that stand in a file. */
class TestRunTest {
    private static final String FILE = """
        [source.boiler]
        stdin = {}
        value = { json = "/temp" }
        [source.api]
        child = { run = ["/bin/true"] }
        [rule.too-hot]
        on = "boiler"
        above = 80
        for = "10 s"
        [rule.crash]
        on = "api"
        kind = "exit"
        by = "cause"
        [rule.silent]
        on = "boiler"
        absent = "1 m"
        [test.t]
        """;

    @TempDir
    private Path directory;

    private MonitorSettings read(String test) throws Exception {
        return MonitorFile.read(Files.writeString(directory.resolve("m.toml"), FILE + test));
    }

    private List<String> differences(String test) throws Exception {
        MonitorSettings settings = read(test);
        return TestRun.differences(
                settings.sources(), settings.rules(), settings.tests().getFirst(), Expressions.NONE);
    }

    @Test
    void aCaseIsGoodWhenAllThatOughtToBeIsToldAndNothingElse() throws Exception {
        assertThat(differences("""
            events = ['0 boiler: {"temp": 81}', '5 s api exit {"cause": "crash"}', '20 s boiler: {"temp": 79}']
            alarms = ["5 s raised crash crash", "10 s raised too-hot", "20s cleared too-hot", "65 s cleared crash crash",
                "80 s raised silent"]
            until = "2 m"
            """)).isEmpty();
    }

    @Test
    void whatIsMissingAndWhatIsTooMuchIsTold() throws Exception {
        assertThat(differences("""
            events = ['0 boiler: {"temp": 81}', '12 s boiler: {"temp": 79}']
            alarms = ["11 s raised too-hot", "12 s cleared too-hot"]
            """)).containsExactly("- 11s raised too-hot", "+ 10s raised too-hot");
    }

    @Test
    void whatIsNoCaseIsToldWithItsPlace() throws Exception {
        try {
            read("events = ['soon boiler: 81', '5 s boiler', '9 s boiler: 1', '8 s boiler: 1']\nalarms = [\"x\"]");
        } catch (WrongConfiguration e) {
            assertThat(e.lines()).hasSize(4);
            assertThat(e.lines())
                    .anyMatch(line -> line.contains("m.toml:18:11: test.t.events = \"soon boiler: 81\"; allowed: "))
                    .anyMatch(line -> line.contains("m.toml:18:1: test.t.events: they are not in the order of time"));
            return;
        }
        throw new AssertionError("nothing was wrong");
    }
}
