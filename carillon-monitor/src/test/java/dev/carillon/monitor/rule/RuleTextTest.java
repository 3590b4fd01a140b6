package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RuleTextTest {
    private static final String ALL = """
        [rule."a b"]
        on = "boiler"
        kind = "line"
        field = "/a/b"
        match = '^"x\\d+"$'
        when = 'kind == "exit"'
        changed = true
        near = { source = "memory", in = "90 s" }
        by = "host"
        keys = 7
        healthy-after = "3 m"
        clear-match = "up\\t"
        clear-when = "true"
        until-ack = true
        severity = "info"
        message = "{{x}} {value} °C"
        flap = "never"
        repeat = "2 h"
        do = ["a", "b"]
        [rule.window]
        on = "boiler"
        p99 = "1500 ms"
        above = 8.25
        below = -1e30
        clear-below = 6
        clear-above = 0
        for = "1 s"
        clear-for = "2 s"
        [rule.count]
        on = "boiler"
        count = "3 in 5 m"
        [rule.counted]
        on = "boiler"
        count = "5 m"
        below = 3
        [rule.absent]
        on = "boiler"
        absent = "30 s"
        """;

    @Test
    void theTextOfRulesReadsAsTheSameRules() throws Exception {
        List<RuleSettings> rules = RuleText.read(ALL);
        assertThat(rules).hasSize(5);
        assertThat(RuleText.read(RuleText.of(rules))).isEqualTo(rules);
    }
}
