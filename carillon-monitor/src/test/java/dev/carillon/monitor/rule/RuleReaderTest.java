package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.file.MonitorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file says of rules, and what is wrong with it. */
class RuleReaderTest {
    private static final String SOURCES = """
        [source.boiler]
        stdin = {}
        value = { json = "/temp", unit = "°C", fields = { host = "/host" } }
        [source.tick]
        timer = { every = "1 s" }
        [action.oncall]
        log = true
        [rule.r]
        """;

    @TempDir
    private Path directory;

    private RuleSettings read(String rule) throws IOException, WrongConfiguration {
        Path file = Files.writeString(directory.resolve("m.toml"), SOURCES + rule);
        return MonitorFile.read(file).rules().getFirst();
    }

    private List<String> problems(String rule) throws IOException {
        try {
            read(rule);
            return List.of();
        } catch (WrongConfiguration e) {
            return e.lines().stream()
                    .map(line -> line.replace(directory + "/", ""))
                    .toList();
        }
    }

    @Test
    void aRuleHasAllThatStandsInIt() throws Exception {
        RuleSettings rule = read("""
            on = "boiler"
            by = "host"
            keys = 5
            above = 80
            clear-below = 75
            for = "10 s"
            severity = "critical"
            message = "{host} is at {value} {unit}"
            flap = "4 in 1 m"
            repeat = "1 h"
            do = ["oncall"]
            """);
        assertThat(rule.condition())
                .isEqualTo(new Condition.Threshold(Measure.VALUE, Duration.ZERO, new Limits(80.0, null, 75.0, null)));
        assertThat(rule.selection().by()).contains(new Selection.By(new Field("host"), 5));
        assertThat(rule.holding()).isEqualTo(new Holding(Duration.ofSeconds(10), Duration.ZERO, false));
        assertThat(rule.telling())
                .isEqualTo(new Telling(
                        Severity.CRITICAL,
                        Optional.of("{host} is at {value} {unit}"),
                        new Telling.Flapping(4, Duration.ofMinutes(1)),
                        Duration.ofHours(1),
                        List.of("oncall")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "count = \"3 in 5 m\" | Count[events=3, in=PT5M]",
                "absent = \"30 s\" | Absent[time=PT30S]",
                "match = \"down\" | Occurrence[healthyAfter=PT1M, clearMatch=Optional.empty, clearWhen=Optional.empty]",
                "p95 = \"10 m\"\\nabove = 8 | Threshold[measure=P95, window=PT10M, limits=Limits[above=8.0, below=null,"
                        + " clearBelow=null, clearAbove=null]]",
                "count = \"1 m\"\\n"
                        + "below = 5 | Threshold[measure=COUNT, window=PT1M, limits=Limits[above=null, below=5.0,"
                        + " clearBelow=null, clearAbove=null]]",
            })
    void aConditionIsWhatItsKeySays(String keys, String condition) throws Exception {
        assertThat(read("on = \"boiler\"\n" + keys.replace("\\n", "\n")).condition())
                .hasToString(condition);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "on = \"boilr\" | m.toml:9:1: rule.r.on: there is no source boilr; did you mean boiler?",
                "above = 1 | m.toml:8:1: rule.r.on is missing; allowed: a name",
                "on = \"boiler\"\\nabove = 80\\nclear-below = 85 | m.toml:11:1: rule.r.clear-below: 85 is above the"
                        + " threshold, 80: what raises it would clear it; allowed: 80 or less",
                "on = \"boiler\"\\nbelow = 10\\nclear-above = 5 | m.toml:11:1: rule.r.clear-above: 5 is below the"
                        + " threshold, 10: what raises it would clear it; allowed: 10 or more",
                "on = \"boiler\"\\nclear-below = 5 | m.toml:10:1: rule.r.clear-below: nothing raises it from there;"
                        + " allowed with above",
                "on = \"boiler\"\\nabove = 1\\nbelow = 2 | m.toml:11:1: rule.r.below: 2 is not less than above, 1",
                "on = \"boiler\"\\nabsent = \"1 m\"\\nfor = \"1 s\" | m.toml:11:1: rule.r.for: absent says already how"
                        + " long; allowed: a longer absent",
                "on = \"boiler\"\\nmatch = \"x\"\\nfor = \"1 s\" | m.toml:11:1: rule.r.for: an event lasts no time",
                "on = \"boiler\"\\nmatch = \"x\"\\nclear-for = \"1 s\" | m.toml:11:1: rule.r.clear-for: healthy-after",
                "on = \"boiler\"\\nabove = 1\\nhealthy-after = \"1 s\" | m.toml:11:1: rule.r.healthy-after: clear-for",
                "on = \"boiler\"\\nabsent = \"1 m\"\\nabove = 1 | m.toml:10:1: rule.r.absent: above is there already",
                "on = \"boiler\"\\navg = \"1 m\" | m.toml:10:1: rule.r.avg: nothing is compared with it; allowed with"
                        + " above or below",
                "on = \"boiler\"\\n"
                        + "max = \"1 m\"\\n"
                        + "above = 1\\n"
                        + "avg = \"1 m\" | m.toml:10:1: rule.r.max: avg is there already",
                "on = \"boiler\"\\nmatch = \"(\" | m.toml:10:1: rule.r.match = \"(\": error parsing regexp",
                "on = \"tick\"\\nabove = 1 | m.toml:10:1: rule.r.above: the source's events have no field value;"
                        + " allowed: expirations",
                "on = \"boiler\"\\nby = \"hosts\" | m.toml:10:1: rule.r.by: the source's events have no field hosts;"
                        + " did you mean host?",
                "on = \"boiler\"\\n"
                    + "message = \"{hots}\" | m.toml:10:1: rule.r.message: the source's events have no field hots; did"
                    + " you mean host?",
                "on = \"boiler\"\\n"
                        + "message = \"{host\" | m.toml:10:1: rule.r.message = \"{host\": { without a field and }",
                "on = \"boiler\"\\nkeys = 5 | m.toml:10:1: rule.r.keys: there is one alarm only; allowed with by",
                "on = \"boiler\"\\nby = \"host\"\\np99 = \"1 m\"\\nabove = 1 | m.toml:10:1: rule.r.by: 1000 keys with a"
                        + " percentile each take too much memory; allowed: keys = 100 or fewer",
                "on = \"boiler\"\\ndo = [\"oncal\"] | m.toml:10:1: rule.r.do: there is no action oncal; did you mean"
                        + " oncall?",
                "on = \"boiler\"\\n"
                        + "near = { source = \"boiler\", in = \"1 s\" } | m.toml:10:10: rule.r.near.source: that is the"
                        + " rule's own source",
                "on = \"boiler\"\\ncount = \"0 in 5 m\" | m.toml:10:1: rule.r.count = \"0 in 5 m\"; allowed: how often",
                "on = \"boiler\"\\nflap = \"5 m\" | m.toml:10:1: rule.r.flap = \"5 m\"; allowed: how often in a time",
                "on = \"boiler\"\\nseverity = \"bad\" | m.toml:10:1: rule.r.severity = \"bad\"; allowed: \"info\" or",
            })
    void aMistakeIsToldWithItsPlaceAndWhatIsAllowed(String keys, String problem) throws Exception {
        assertThat(problems(keys.replace("\\n", "\n")))
                .singleElement()
                .asString()
                .startsWith(problem.strip());
    }

    @Test
    void allMistakesAreToldAtOnce() throws Exception {
        assertThat(problems("on = \"boilr\"\nabove = 80\nclear-below = 85\nfor = \"soon\"\ndo = [\"x\"]"))
                .hasSize(4);
    }
}
