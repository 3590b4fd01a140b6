package dev.carillon.app.monitor;

import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.ControlClient;
import dev.carillon.app.top.TopCommand;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.monitor.file.Example;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.Plan;
import dev.carillon.monitor.file.Schema;
import dev.carillon.monitor.record.StateDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/**
 * What can be done with a monitor's file, or with a monitor that runs, besides to be one. All exit with 0 when things are the same or
 * good, 1 where there are differences or failures, 2 where something cannot be used.
 */
final class MonitorVerbs {
    /** For the help of the command, which is to be described without loading more. */
    static final List<String> HELP = List.of(
            "  check FILE   says all that is wrong with a file",
            "  plan FILE    says what a reload of a file would change; exits with 1 if anything",
            "  tap SOURCE   prints the events of a source of the monitor that runs, as JSON",
            "  add SOURCE N adds to a source that is a counter, of the monitor that runs",
            "  test FILE    runs the cases that stand in a file; exits with 1 if one fails",
            "  replay FILE  puts recorded events through the rules that they were recorded with, or those of -c, and"
                    + " prints",
            "               in which alarms they differ; exits with 1 if they do",
            "  why ALARM    says which events raised, held and cleared an alarm, by which rule, and what was done",
            "  history      prints what happened to alarms, and to the monitor itself, --since when",
            "               Both read the STATE directory that follows, or that of the file of -c, or that of the",
            "               monitor that runs",
            "  top          draws on the terminal what the live page shows of the monitor",
            "               that runs; q ends it, --once prints it as text",
            "  fleet        prints who is in the fleet, with their alarms: at the NATS server of --nats, or that of",
            "               the file of -c; on a terminal again and again unless --once; exits with 1 if one is to be",
            "               seen to",
            "  ack ALARM    somebody sees to an alarm, by its id or its rule's name: it is not told again, for a",
            "               SPAN if one follows",
            "  silence RULE no action is taken for a rule, or a KEY of it, for the SPAN that follows; 0 ends that",
            "  schema       prints a JSON Schema of such files, for editors",
            "  example      prints a file with comments, that runs");

    private static final int DIFFERENCES = 1;
    private static final String CONTROL = "--control";
    private static final String USUAL_CONTROL = "monitor";
    static final String ONCE = "--once";
    static final String TOP = "top";

    /** A verb. */
    @FunctionalInterface
    private interface Verb {
        int run(List<String> arguments, ParseResult parsed, PrintStream out)
                throws WrongUsage, WrongConfiguration, IOException;
    }

    private static final Map<String, Verb> ALL = new LinkedHashMap<>();

    static {
        ALL.put("check", MonitorVerbs::check);
        ALL.put("plan", MonitorVerbs::plan);
        ALL.put("tap", MonitorVerbs::tap);
        ALL.put("add", MonitorVerbs::add);
        ALL.put("test", RecordVerbs::test);
        ALL.put("replay", RecordVerbs::replay);
        ALL.put("why", RecordVerbs::why);
        ALL.put("history", RecordVerbs::history);
        ALL.put(TOP, MonitorVerbs::top);
        ALL.put(FleetVerb.NAME, FleetVerb::run);
        ALL.put("ack", MonitorVerbs::acknowledge);
        ALL.put("silence", MonitorVerbs::silence);
        ALL.put("schema", (arguments, parsed, out) -> print("schema", arguments, Schema.text(), out));
        ALL.put("example", (arguments, parsed, out) -> print("example", arguments, Example.text(), out));
    }

    private MonitorVerbs() {}

    /** Does what the words say, of which the first is the verb. */
    static int run(List<String> words, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        Verb verb = ALL.get(words.getFirst());
        if (verb == null) {
            throw new WrongUsage("monitor: there is no verb \"" + words.getFirst() + "\"; there are "
                    + String.join(", ", ALL.keySet()));
        }
        MonitorCommand.refuseOptions(parsed, words.getFirst());
        return verb.run(words.subList(1, words.size()), parsed, out);
    }

    private static int check(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration {
        Path file = file("check", arguments, parsed);
        MonitorSettings settings;
        try {
            settings = MonitorFile.read(file);
        } catch (WrongConfiguration e) {
            if (!isJson(parsed)) {
                throw e;
            }
            out.println(VerbJson.wrong(file, e));
            return ExitCode.USAGE;
        }
        Optional<Path> state = settings.process().state();
        List<String> notes = state.isPresent() ? checkState(file, state.get()) : List.of();
        if (isJson(parsed)) {
            out.println(VerbJson.checked(file, settings, notes));
        } else {
            notes.forEach(note -> out.println(file + ": " + note));
            out.println(file + ": " + settings.summary());
        }
        return ExitCode.OK;
    }

    /** Whether a program reads what is printed. */
    static boolean isJson(ParseResult parsed) {
        return parsed.hasMatchedOption("--json");
    }

    /** What is to be known of a state directory that can be used. */
    private static List<String> checkState(Path file, Path state) throws WrongUsage {
        try {
            StateDirectory.check(state);
        } catch (IOException e) {
            throw new WrongUsage(file + ": " + Failure.line(e));
        }
        List<String> notes = new ArrayList<>();
        StateDirectory.holder(state)
                .ifPresent(process -> notes.add(state + " is that of a monitor which runs, process " + process
                        + ": a second one with it does not start"));
        StateDirectory.unwilling(state).ifPresent(why -> notes.add(why + ": a monitor starts without what was kept"));
        return notes;
    }

    /** Of the monitor that runs, or of a file. */
    private static int plan(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        Path file = file("plan", arguments, parsed);
        if (parsed.hasMatchedOption("--from")) {
            Path from = Path.of(parsed.matchedOptionValue("--from", ""));
            Plan plan = Plan.between(MonitorFile.read(from), MonitorFile.read(file));
            out.println(isJson(parsed) ? VerbJson.of(plan) : plan.text());
            return plan.isSame() ? ExitCode.OK : DIFFERENCES;
        }
        Map<String, String> answer;
        try (ControlClient client = client(parsed)) {
            answer = client.ask(
                    Map.of("request", "plan", "file", file.toAbsolutePath().toString()));
        }
        if (!Boolean.parseBoolean(answer.get("ok"))) {
            System.err.println(answer.get("text"));
            return ExitCode.USAGE;
        }
        out.println(answer.get(isJson(parsed) ? "plan" : "text"));
        return Boolean.parseBoolean(answer.get("same")) ? ExitCode.OK : DIFFERENCES;
    }

    private static int tap(List<String> arguments, ParseResult parsed, PrintStream out) throws WrongUsage, IOException {
        if (arguments.size() != 1) {
            throw new WrongUsage("monitor tap SOURCE: one source, please, or monitor for the monitor itself");
        }
        try (ControlClient client = client(parsed)) {
            Map<String, String> answer = client.ask(Map.of("request", "tap", "source", arguments.getFirst()));
            if (!Boolean.parseBoolean(answer.get("ok"))) {
                throw new WrongUsage("monitor tap: " + answer.get("text"));
            }
            for (String line = client.next(); line != null; line = client.next()) {
                out.println(line);
                if (out.checkError()) {
                    break; // nobody reads it any more
                }
            }
        }
        return ExitCode.OK;
    }

    private static int top(List<String> arguments, ParseResult parsed, PrintStream out) throws WrongUsage, IOException {
        if (!arguments.isEmpty()) {
            throw new WrongUsage("monitor top: \"" + arguments.getFirst() + "\" is too much");
        }
        String control = parsed.matchedOptionValue(CONTROL, USUAL_CONTROL);
        if (parsed.hasMatchedOption(ONCE)) {
            TopCommand.once(control, out);
        } else {
            TopCommand.run(control);
        }
        return ExitCode.OK;
    }

    /** Whether a verb receives signals by itself. */
    static boolean takesSignals(List<String> words, ParseResult parsed) {
        return words.getFirst().equals(TOP) && !parsed.hasMatchedOption(ONCE);
    }

    private static int add(List<String> arguments, ParseResult parsed, PrintStream out) throws WrongUsage, IOException {
        if (arguments.size() != 2) {
            throw new WrongUsage("monitor add SOURCE N: a source and a number, please");
        }
        try (ControlClient client = client(parsed)) {
            Map<String, String> answer =
                    client.ask(Map.of("request", "add", "source", arguments.get(0), "count", arguments.get(1)));
            if (!Boolean.parseBoolean(answer.get("ok"))) {
                throw new WrongUsage("monitor add: " + answer.get("text"));
            }
            out.println(answer.get("text"));
        }
        return ExitCode.OK;
    }

    private static int acknowledge(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, IOException {
        if (arguments.isEmpty() || arguments.size() > 2) {
            throw new WrongUsage("monitor ack ALARM [SPAN]: which alarm, please");
        }
        Map<String, String> request = new LinkedHashMap<>(Map.of("request", "ack", "alarm", arguments.getFirst()));
        if (arguments.size() > 1) {
            request.put("for", arguments.get(1));
        }
        return tell(request, parsed, out);
    }

    private static int silence(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, IOException {
        if (arguments.size() < 2 || arguments.size() > 3) {
            throw new WrongUsage("monitor silence RULE SPAN [KEY]: which rule, and for how long, please");
        }
        String key = arguments.size() > 2 ? arguments.get(2) : "";
        return tell(
                Map.of("request", "silence", "rule", arguments.getFirst(), "for", arguments.get(1), "key", key),
                parsed,
                out);
    }

    private static int tell(Map<String, String> request, ParseResult parsed, PrintStream out)
            throws WrongUsage, IOException {
        Map<String, String> answer;
        Map<String, String> signed = new LinkedHashMap<>(request);
        signed.put(AlarmRequests.BY, System.getenv().getOrDefault("SUDO_USER", System.getProperty("user.name", "")));
        try (ControlClient client = client(parsed)) {
            answer = client.ask(signed);
        }
        boolean isDone = Boolean.parseBoolean(answer.get("ok"));
        (isDone ? out : System.err).println(answer.get("text"));
        return isDone ? ExitCode.OK : DIFFERENCES;
    }

    /** To the monitor whose socket is meant, the usual one if none is named. Without one nothing can be said: exits with 2. */
    static ControlClient client(ParseResult parsed) throws WrongUsage {
        try {
            return ControlClient.open(parsed.matchedOptionValue(CONTROL, USUAL_CONTROL));
        } catch (IOException e) {
            throw new WrongUsage(Failure.line(e) + "; is the monitor running, and is " + CONTROL + " its socket?");
        }
    }

    /** The only argument of a verb, or what -c says. */
    static Path file(String verb, List<String> arguments, ParseResult parsed) throws WrongUsage {
        String option = parsed.matchedOptionValue(MonitorCommand.CONFIG, "");
        if (arguments.size() + (option.isEmpty() ? 0 : 1) != 1) {
            throw new WrongUsage("monitor " + verb + " FILE: one file, please");
        }
        return Path.of(option.isEmpty() ? arguments.getFirst() : option);
    }

    private static int print(String verb, List<String> arguments, String text, PrintStream out) throws WrongUsage {
        if (!arguments.isEmpty()) {
            throw new WrongUsage("monitor " + verb + ": \"" + arguments.getFirst() + "\" is too much");
        }
        out.print(text);
        out.flush();
        return ExitCode.OK;
    }
}
