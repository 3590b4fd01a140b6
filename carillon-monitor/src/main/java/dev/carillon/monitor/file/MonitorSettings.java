package dev.carillon.monitor.file;

import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.fleet.FleetSettings;
import dev.carillon.monitor.record.TestCase;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.source.SourceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a file says, and those that it includes. What is equal in two of them stays as it is at a reload.
 *
 * @param file where it is from
 * @param process the monitor itself
 * @param fleet what its host belongs to; empty for nothing
 * @param sources in the order of the files
 * @param rules in the order of the files
 * @param actions in the order of the files, with the fleet's at the end
 * @param tests cases, in the order of the files
 */
public record MonitorSettings(
        Path file,
        ProcessSettings process,
        Optional<FleetSettings> fleet,
        List<SourceSettings> sources,
        List<RuleSettings> rules,
        List<ActionSettings> actions,
        List<TestCase> tests) {
    /** With lists that stay as they are. */
    public MonitorSettings {
        sources = List.copyOf(sources);
        rules = List.copyOf(rules);
        actions = List.copyOf(actions);
        tests = List.copyOf(tests);
    }

    /** How much there is of what, in a line. */
    public String summary() {
        int others = actions.size() - (fleet.isPresent() ? 1 : 0);
        return counted(sources.size(), "source") + ", " + counted(rules.size(), "rule") + ", "
                + counted(others, "action")
                + fleet.map(of -> ", as " + of.host() + " of the fleet at "
                                + of.nats().where())
                        .orElse("");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
