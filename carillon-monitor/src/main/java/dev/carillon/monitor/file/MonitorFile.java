package dev.carillon.monitor.file;

import dev.carillon.config.ConfigFile;
import dev.carillon.config.Kind;
import dev.carillon.config.Outline;
import dev.carillon.config.PageSettings;
import dev.carillon.config.Section;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.action.ActionReader;
import dev.carillon.monitor.action.ActionSettings;
import dev.carillon.monitor.fleet.FleetReader;
import dev.carillon.monitor.fleet.FleetSettings;
import dev.carillon.monitor.record.TestCase;
import dev.carillon.monitor.rule.Known;
import dev.carillon.monitor.rule.RuleCheck;
import dev.carillon.monitor.rule.RuleReader;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.source.SourceReader;
import dev.carillon.monitor.source.SourceSettings;
import dev.carillon.monitor.when.When;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what {@code carillon monitor -c} is given: a file and those that it includes. */
public final class MonitorFile {
    private static final String PROCESS = "monitor";
    private static final String PAGE = "page";
    private static final String SOURCE = "source";
    private static final String RULE = "rule";
    private static final String ACTION = "action";
    private static final String TEST = "test";
    private static final String FLEET = "fleet";

    /** What was read so far, by name, with the table that it stands in. */
    private final Map<String, Read<SourceSettings>> sources = new LinkedHashMap<>();

    private final Map<String, Read<RuleSettings>> rules = new LinkedHashMap<>();
    private final Map<String, Read<ActionSettings>> actions = new LinkedHashMap<>();
    private final Map<String, Read<TestCase>> tests = new LinkedHashMap<>();
    private final List<Section> processes = new ArrayList<>();
    private final List<Section> pages = new ArrayList<>();
    private final Map<FleetSettings, Section> fleets = new LinkedHashMap<>();

    /** Something and where it stands; empty if it is not all there. */
    private record Read<T>(Optional<T> settings, Section section) {}

    private MonitorFile() {}

    /**
     * Reads a file. Everything that it names is looked at; nothing is left open.
     *
     * @throws WrongConfiguration with all that is wrong in all files
     */
    public static MonitorSettings read(Path path) throws WrongConfiguration {
        Includes includes = Includes.of(path);
        MonitorFile reading = new MonitorFile();
        includes.files().forEach(file -> reading.add(file.root()));
        MonitorSettings settings = reading.settings(includes.files().getFirst());
        includes.check();
        return settings;
    }

    /** What may be in a file. */
    public static Outline outline() {
        return Outline.of(root -> {
            root.list(Includes.INCLUDE);
            new MonitorFile().add(root);
        });
    }

    private void add(Section root) {
        if (root.has(PROCESS)) {
            processes.add(root);
        } else {
            ProcessSettings.read(root); // it may be there
        }
        if (root.has(PAGE)) {
            pages.add(root);
        } else {
            PageSettings.read(root);
        }
        root.section(FLEET, "The fleet that this host belongs to: all alarms, and that it is there, to a NATS server.")
                .ifPresent(this::addFleet);
        root.named(SOURCE, "Where events come from.").forEach((name, section) -> {
            checkName(SOURCE, name, section);
            put(sources, name, section, SourceReader.read(name, section));
        });
        root.named(RULE, "What raises an alarm.")
                .forEach((name, section) -> put(rules, name, section, Optional.of(RuleReader.read(name, section))));
        root.named(ACTION, "What is done when an alarm changes.").forEach((name, section) -> {
            checkName(ACTION, name, section);
            put(actions, name, section, Optional.of(ActionReader.read(name, section)));
        });
        root.named(TEST, "Cases for 'carillon monitor test': what happens, and which alarms ought to come of it.")
                .forEach((name, section) -> put(tests, name, section, Optional.of(TestCase.read(name, section))));
    }

    private void addFleet(Section section) {
        FleetSettings fleet = FleetReader.read(section);
        ActionSettings action = ActionReader.fleet(fleet, section);
        if (!fleets.isEmpty()) {
            section.missing("another file has this table; allowed: one of them");
        }
        fleets.putIfAbsent(fleet, section);
        put(actions, action.name(), section, Optional.of(action));
    }

    /** Others name it, and cannot name what is no name. */
    private static void checkName(String what, String name, Section section) {
        if (!name.equals(Outline.CHOSEN) && !Kind.isName(name)) {
            section.missing("no rule can name " + what + " \"" + name
                    + "\"; allowed: letters, digits, '-', '_' and '.', at most 64");
        }
        if (what.equals(SOURCE) && name.equals(Rules.MONITOR)) {
            section.missing("source \"" + name + "\" is the monitor itself; allowed: another name");
        }
    }

    private static <T> void put(Map<String, Read<T>> all, String name, Section section, Optional<T> settings) {
        Read<T> other = all.putIfAbsent(name, new Read<>(settings, section));
        if (other != null) {
            section.missing("there is another table of this name; allowed: each name once");
        }
    }

    private MonitorSettings settings(ConfigFile first) {
        ProcessSettings process =
                processes.isEmpty() ? ProcessSettings.USUAL : ProcessSettings.read(processes.getFirst());
        PageSettings page = pages.isEmpty() ? PageSettings.NONE : PageSettings.read(pages.getFirst());
        refuseSeveral(PROCESS, processes);
        refuseSeveral(PAGE, pages);
        checkClaims();
        checkRules();
        fleets.forEach(this::checkFleet);
        if (sources.isEmpty()) {
            first.root().missing("source is missing; allowed: a table [source.NAME] for each source");
        }
        return new MonitorSettings(
                first.path(),
                process.withPage(page),
                fleets.keySet().stream().findFirst(),
                present(sources),
                present(rules),
                present(actions),
                present(tests));
    }

    private static void refuseSeveral(String table, List<Section> files) {
        files.stream().skip(1).forEach(file -> file.wrong(table, "another file has this table; allowed: one of them"));
    }

    /** A signal, a FIFO or standard input is read by one source. */
    private void checkClaims() {
        Map<String, String> owners = new HashMap<>();
        sources.forEach((name, read) ->
                read.settings.ifPresent(source -> source.input().claims().forEach(claim -> {
                    String other = owners.putIfAbsent(claim, name);
                    if (other != null) {
                        read.section.wrong(
                                source.input().key(),
                                claim + " is that of source." + other + "; allowed: one source for each");
                    }
                })));
    }

    private void checkRules() {
        Known known = new NamesInFile(
                sources.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                source -> source.getValue()
                                        .settings
                                        .map(SourceSettings::fields)
                                        .orElse(Set.of()))),
                actions.keySet(),
                When.installed());
        rules.values().forEach(read -> read.settings.ifPresent(rule -> RuleCheck.check(rule, read.section, known)));
    }

    private void checkFleet(FleetSettings fleet, Section section) {
        for (String source : fleet.events()) {
            if (!sources.containsKey(source) && !source.equals(Rules.MONITOR)) {
                section.wrong(
                        "events",
                        "there is no source " + source + "; allowed: " + Rules.MONITOR + ", "
                                + String.join(", ", sources.keySet()));
            }
        }
    }

    private static <T> List<T> present(Map<String, Read<T>> all) {
        return all.values().stream().flatMap(read -> read.settings.stream()).toList();
    }
}
