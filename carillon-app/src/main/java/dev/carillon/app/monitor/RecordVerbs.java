package dev.carillon.app.monitor;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.ControlClient;
import dev.carillon.config.Failure;
import dev.carillon.config.SpanOfTime;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.json.EventLine;
import dev.carillon.monitor.record.HistoryLines;
import dev.carillon.monitor.record.RecordReader;
import dev.carillon.monitor.record.Replay;
import dev.carillon.monitor.record.TestCase;
import dev.carillon.monitor.record.TestRun;
import dev.carillon.monitor.record.Why;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.when.When;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** What can be done with what a monitor has recorded, and with the cases in its file. What of a record is damaged is said beside. */
final class RecordVerbs {
    private static final int DIFFERENCES = 1;
    private static final String CONFIG = MonitorCommand.CONFIG;
    private static final String SINCE = "--since";

    private RecordVerbs() {}

    static int test(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        MonitorSettings settings = MonitorFile.read(MonitorVerbs.file("test", arguments, parsed));
        When when = When.installed();
        int failed = 0;
        for (TestCase test : settings.tests()) {
            List<String> differences = TestRun.differences(settings.sources(), settings.rules(), test, when);
            failed += differences.isEmpty() ? 0 : 1;
            if (MonitorVerbs.isJson(parsed)) {
                out.println(VerbJson.test(test.name(), differences));
            } else {
                out.println((differences.isEmpty() ? "good    " : "failed  ") + test.name());
                differences.forEach(difference -> out.println("    " + difference));
            }
        }
        if (!MonitorVerbs.isJson(parsed)) {
            out.println(settings.tests().size() + " cases, " + failed + " failed");
        }
        return failed == 0 ? ExitCode.OK : DIFFERENCES;
    }

    static int replay(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        if (arguments.size() != 1) {
            throw new WrongUsage("monitor replay FILE: one file of lines of JSON, or a state directory, please");
        }
        Optional<List<RuleSettings>> others = parsed.hasMatchedOption(CONFIG)
                ? Optional.of(MonitorFile.read(Path.of(parsed.matchedOptionValue(CONFIG, "")))
                        .rules())
                : Optional.empty();
        Replay replay = new Replay(others, When.installed());
        try {
            RecordReader.read(Path.of(arguments.getFirst()), replay::accept, System.err::println);
            Replay.Outcome outcome = replay.end();
            outcome.differences().forEach(out::println);
            out.println(outcome.summary());
            return outcome.isSame() ? ExitCode.OK : DIFFERENCES;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new WrongUsage("monitor replay: " + Failure.line(e));
        } catch (IOException e) {
            throw new WrongUsage("monitor replay: " + Failure.line(e));
        }
    }

    static int why(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        if (arguments.isEmpty()) {
            throw new WrongUsage("monitor why ALARM [STATE]: an alarm's id, or a rule's name, please");
        }
        Optional<List<String>> lines = Why.of(
                record("why ALARM [STATE]", arguments.subList(1, arguments.size()), parsed),
                arguments.getFirst(),
                System.err::println);
        if (lines.isEmpty()) {
            throw new WrongUsage("monitor why: there is no alarm " + arguments.getFirst() + " in the record");
        }
        lines.get().forEach(out::println);
        return ExitCode.OK;
    }

    static int history(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        Instant since = since(parsed);
        Path record = record("history [STATE]", arguments, parsed);
        try {
            if (MonitorVerbs.isJson(parsed)) {
                HistoryLines.readEvents(
                        record, since, event -> out.println(EventLine.text(event)), System.err::println);
            } else {
                HistoryLines.read(record, since, out::println, System.err::println);
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new WrongUsage("monitor history: " + Failure.line(e));
        }
    }

    private static Instant since(ParseResult parsed) throws WrongUsage {
        String text = parsed.matchedOptionValue(SINCE, "");
        if (text.isEmpty()) {
            return Instant.MIN;
        }
        try {
            return text.contains("T") ? Instant.parse(text) : Instant.now().minus(SpanOfTime.parse(text));
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new WrongUsage(SINCE + " " + text + ": how long ago, 500ms, 3s, 2m or 1h, or a time such as"
                    + " 2026-03-29T07:00:00Z");
        }
    }

    /** That of the monitor that runs. */
    private static Path ofRunning(String verb, ParseResult parsed) throws WrongUsage {
        Map<String, String> status;
        try (ControlClient client = MonitorVerbs.client(parsed)) {
            status = client.ask(Map.of("request", "status"));
        } catch (IOException e) {
            throw new WrongUsage("monitor " + verb + ": " + Failure.line(e));
        } catch (WrongUsage e) {
            throw new WrongUsage("monitor " + verb + ": the state directory, please, or with -c the monitor's file; "
                    + e.getMessage());
        }
        String state = status.get(FileMonitor.STATE_DIRECTORY);
        if (state == null) {
            throw new WrongUsage("monitor " + verb + ": the monitor that runs has no state directory");
        }
        return Path.of(state);
    }

    /** That of the state directory which is named, or which the file of -c names. */
    private static Path record(String verb, List<String> arguments, ParseResult parsed)
            throws WrongUsage, WrongConfiguration {
        boolean hasFile = parsed.hasMatchedOption(CONFIG);
        if (arguments.size() + (hasFile ? 1 : 0) > 1) {
            throw new WrongUsage("monitor " + verb + ": one state directory, please, or with -c the monitor's file");
        }
        if (!hasFile && arguments.isEmpty()) {
            return ofRunning(verb, parsed);
        }
        if (!hasFile) {
            return Path.of(arguments.getFirst());
        }
        return MonitorFile.read(Path.of(parsed.matchedOptionValue(CONFIG, "")))
                .process()
                .state()
                .orElseThrow(() -> new WrongUsage("monitor " + verb + ": the file has no state directory"));
    }
}
