package dev.carillon.app.monitor;

import dev.carillon.app.command.Log;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.PollerOption;
import dev.carillon.app.command.Printable;
import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.Subcommand;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.page.LatePage;
import dev.carillon.app.page.Page;
import dev.carillon.app.page.PageOptions;
import dev.carillon.config.PageSettings;
import dev.carillon.dashboard.Intake;
import dev.carillon.dashboard.Watched;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code carillon monitor}: reads the options, then lets the {@link Monitor} run. */
public final class MonitorCommand implements Subcommand {
    /** The file's option. */
    static final String CONFIG = "-c";

    private static final List<String> WITHOUT_FILE = List.of(
            "--only",
            "--without",
            "--signals",
            "--timer",
            "--generate",
            "--stats",
            "--idle",
            "--for",
            "--watch",
            "--child");

    private static final int LAST_REAL_TIME = 15;
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final PrintStream out;

    /** Verbs print to standard output. */
    public MonitorCommand() {
        this(System.out);
    }

    MonitorCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "monitor";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(description(
                        "Shows every kind of event arrive at one loop.",
                        "",
                        "There are a counter and a pipe that a generator thread feeds, a timer, signals, standard"
                                + " input, file changes, pressure and children. Each event is one numbered line.",
                        "",
                        "A typed line is echoed, 'quit' ends; so do TERM, INT and Ctrl-C, with the total, a second one"
                                + " at once. USR1 prints the statistics; HUP ends it if its terminal was closed.",
                        "",
                        "A change of the file that its own output goes to is no event.",
                        "",
                        "With -c FILE it is the monitor of a machine instead: what are its sources, rules and actions"
                            + " the file says; it runs until it is told to end, and HUP has it read the file again.",
                        "",
                        "With a VERB it does not run:",
                        ""))
                .footer(
                        "",
                        "Durations: 500ms, 3s, 2m, 1h. Sources: " + String.join(", ", MonitorOptions.NAMES) + ".",
                        "",
                        "Examples:",
                        "  carillon monitor --watch /tmp --idle 1s",
                        "  carillon monitor --only signals --stats 0 --json",
                        "  carillon monitor --without stdin,pressure --for 10s --child 'sleep 1; exit 3'",
                        "  carillon monitor example > monitor.toml && carillon monitor -c monitor.toml");
        describeOptions(spec);
        describeFile(spec);
        PageOptions.describe(spec);
        ControlSocket.describe(spec);
        Log.describe(spec);
    }

    private static void describeFile(CommandSpec spec) {
        Options.value(spec, CONFIG, "FILE", "Be the monitor that a file says. Most other options are not for that.");
        Options.value(spec, "--since", "WHEN", "With history: how long ago, \"2h\", or a time, 2026-03-29T07:00:00Z.");
        Options.value(spec, FleetVerb.NATS, "URL", "With fleet: its server (port 4222 of this machine).");
        Options.flag(spec, MonitorVerbs.ONCE, "With top and fleet: print it once, as text, and end.");
        Options.value(spec, "--from", "FILE", "With plan: the file to compare with, instead of what runs.");
        spec.addPositional(PositionalParamSpec.builder()
                .paramLabel("VERB")
                .index("0..*")
                .arity("0..*")
                .type(String[].class)
                .description("What to do with a file instead, and with which one.")
                .build());
    }

    private static void describeOptions(CommandSpec spec) {
        Options.value(spec, "--only", "SOURCES", "Only these sources, separated by commas.");
        Options.value(spec, "--without", "SOURCES", "All but these sources.");
        Options.value(
                spec,
                "--signals",
                "SIGNALS",
                "The signals that are events (USR1, TERM, INT, HUP and RTMIN to RTMIN+15).");
        Options.value(spec, "--timer", "SPAN", "The timer's period (3s).");
        Options.value(spec, "--generate", "SPAN", "How often the generator adds and writes (2s).");
        Options.value(spec, "--stats", "SPAN", "How often statistics are printed. 0: never (5s).");
        Options.value(spec, "--idle", "SPAN", "Say so when nothing happened for so long. 0: never (0).");
        Options.value(spec, "--for", "SPAN", "End after so long. 0: never (0).");
        Options.values(spec, "--watch", "PATH", "Watch a file, or a directory and all below it. Repeatable.");
        Options.values(spec, "--child", "COMMAND", "Run a shell command and tell how it ends. Repeatable.");
        PollerOption.describe(spec);
        Options.flag(spec, "--json", "One JSON object a line.");
    }

    private static String[] description(String... lines) {
        return Stream.of(Stream.of(lines), MonitorVerbs.HELP.stream(), Stream.of(""))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        List<String> words = words(parsed);
        return words.isEmpty() || MonitorVerbs.takesSignals(words, parsed);
    }

    private static List<String> words(ParseResult parsed) {
        return List.of(parsed.matchedPositionalValue(0, new String[0]));
    }

    @Override
    public int run(ParseResult parsed) throws Exception {
        List<String> words = words(parsed);
        if (!words.isEmpty()) {
            return MonitorVerbs.run(words, parsed, out);
        }
        if (parsed.hasMatchedOption(CONFIG)) {
            return FileMonitor.run(parsed);
        }
        return watch(parsed);
    }

    /** What says something only where there is no file, and would be done in vain with one. */
    static void refuseOptions(ParseResult parsed, String where) throws WrongUsage {
        for (String option : WITHOUT_FILE) {
            if (parsed.hasMatchedOption(option)) {
                throw new WrongUsage(option + " is not for 'monitor " + where + "'");
            }
        }
        refuseUnless(parsed, "--since", where, "history");
        refuseUnless(parsed, "--from", where, "plan");
        refuseUnless(parsed, FleetVerb.NATS, where, FleetVerb.NAME);
        refuseUnless(parsed, MonitorVerbs.ONCE, where, MonitorVerbs.TOP, FleetVerb.NAME);
    }

    private static void refuseUnless(ParseResult parsed, String option, String where, String... verbs)
            throws WrongUsage {
        if (parsed.hasMatchedOption(option) && !List.of(verbs).contains(where)) {
            throw new WrongUsage(option + " is for 'monitor " + String.join("' and 'monitor ", verbs) + "'");
        }
    }

    private static int watch(ParseResult parsed) throws Exception {
        refuseUnless(parsed, "--since", "", "history");
        refuseUnless(parsed, "--from", "", "plan");
        refuseUnless(parsed, FleetVerb.NATS, "", FleetVerb.NAME);
        refuseUnless(parsed, MonitorVerbs.ONCE, "", MonitorVerbs.TOP, FleetVerb.NAME);
        MonitorOptions options = options(parsed);
        PollerKind poller = PollerOption.of(parsed);
        PollerOption.allowDescriptors(poller);
        boolean terminal = StandardOutput.isTerminal();
        LineOutput out = new LineOutput(StreamFd.adopt(1, "stdout"), terminal);
        EventWriter writer = parsed.hasMatchedOption("--json")
                ? new JsonEventWriter(out)
                : new TextEventWriter(
                        out,
                        styleFor(terminal, System.getenv("NO_COLOR"), System.getenv("TERM")),
                        () -> StandardOutput.columns(Integer.MAX_VALUE));
        Failures failures = new Failures();
        try (EventLoop loop = EventLoop.open("monitor", loopOptions(poller, failures))) {
            Monitor monitor = new Monitor(options, writer, loop);
            Optional<LatePage> page =
                    Page.isWanted(parsed, terminal) ? Optional.of(openPage(monitor, parsed)) : Optional.empty();
            try {
                monitor.run(out, failures);
            } finally {
                page.ifPresent(LatePage::close);
            }
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.first());
        }
        return ExitCode.OK;
    }

    /** One that nobody has asked for is opened beside the first events. */
    private static LatePage openPage(Monitor monitor, ParseResult parsed) throws IOException, WrongUsage {
        Intake intake = new Intake();
        Watched watched = monitor.watched(intake);
        Log log = Log.of(parsed);
        LatePage.Opening opening = () -> Page.open(watched, intake, parsed, PageSettings.NONE, Optional.empty(), log);
        LatePage page = Page.isAsked(parsed, PageSettings.NONE) ? LatePage.now(opening) : LatePage.later(opening);
        page.tellWhere(monitor::tellPage);
        return page;
    }

    /** Handlers wait for a reader that is slow; that is no reason to warn. */
    private static LoopOptions loopOptions(PollerKind poller, Failures failures) {
        return LoopOptions.DEFAULTS
                .withPoller(poller)
                .withErrorHandler(failures)
                .withSlowHandler(PATIENCE);
    }

    /** NO_COLOR counts where it is not empty, no-color.org. */
    static TextEventWriter.Style styleFor(boolean terminal, @Nullable String noColor, @Nullable String term) {
        if (!terminal) {
            return TextEventWriter.Style.PLAIN;
        }
        boolean colourless = noColor != null && !noColor.isEmpty() || "dumb".equals(term);
        return colourless ? TextEventWriter.Style.TERMINAL : TextEventWriter.Style.COLOURED;
    }

    private static MonitorOptions options(ParseResult parsed) throws WrongUsage {
        List<String> watch = parsed.matchedOptionValue("--watch", List.of());
        List<Path> paths = new ArrayList<>();
        for (String text : watch) {
            paths.add(existing(text));
        }
        Set<String> sources = sources(parsed);
        boolean signalsGiven = parsed.hasMatchedOption("--signals");
        List<Signal> signals = signalsGiven ? signals(parsed.matchedOptionValue("--signals", "")) : usualSignals();
        return new MonitorOptions(
                sources,
                signals,
                Options.positiveSpan(parsed, "--timer", "3s"),
                Options.positiveSpan(parsed, "--generate", "2s"),
                Options.span(parsed, "--stats", "5s"),
                Options.span(parsed, "--idle", "0"),
                Options.span(parsed, "--for", "0"),
                paths,
                parsed.matchedOptionValue("--child", List.of()));
    }

    private static Path existing(String text) throws WrongUsage {
        try {
            Path path = Path.of(text);
            if (!text.isEmpty() && Files.exists(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // No file has such a name.
        }
        throw new WrongUsage("--watch: " + Printable.of(text) + " does not exist");
    }

    private static Set<String> sources(ParseResult parsed) throws WrongUsage {
        Set<String> sources = new LinkedHashSet<>(MonitorOptions.NAMES);
        if (parsed.hasMatchedOption("--only")) {
            sources = names(parsed, "--only");
        }
        if (parsed.hasMatchedOption("--without")) {
            sources.removeAll(names(parsed, "--without"));
        }
        return sources;
    }

    private static Set<String> names(ParseResult parsed, String option) throws WrongUsage {
        Set<String> names = new LinkedHashSet<>();
        String list = parsed.matchedOptionValue(option, "");
        for (String name : list.split(",", -1)) {
            if (!MonitorOptions.NAMES.contains(name.strip())) {
                throw new WrongUsage(option + ": there is no source \"" + name.strip() + "\"; there are "
                        + String.join(", ", MonitorOptions.NAMES));
            }
            names.add(name.strip());
        }
        return names;
    }

    private static List<Signal> usualSignals() {
        List<Signal> signals = new ArrayList<>(List.of(Signal.USR1, Signal.TERM, Signal.INT, Signal.HUP));
        for (int offset = 0; offset <= LAST_REAL_TIME; offset++) {
            signals.add(Signal.realTime(offset));
        }
        return signals;
    }

    private static List<Signal> signals(String list) throws WrongUsage {
        List<Signal> signals = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            try {
                signals.add(Signal.parse(name));
            } catch (IllegalArgumentException e) {
                throw new WrongUsage("--signals: " + e.getMessage());
            }
        }
        Set<Signal> undeliverable = Signals.delivery(signals).getOrDefault(SignalDelivery.NONE, Set.of());
        if (!undeliverable.isEmpty()) {
            throw new WrongUsage(
                    "--signals: cannot be received in this process: " + undeliverable + " (see 'carillon doctor')");
        }
        return signals;
    }
}
