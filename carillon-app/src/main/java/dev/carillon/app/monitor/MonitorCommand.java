package dev.carillon.app.monitor;

import dev.carillon.app.command.Subcommand;
import dev.carillon.linux.ResourceLimit;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.linux.Signals;
import dev.carillon.loop.EventLoop;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code carillon monitor}: reads the options, then lets the {@link Monitor} run. */
public final class MonitorCommand implements Subcommand {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");
    private static final int LAST_REAL_TIME = 15;

    @Override
    public String name() {
        return "monitor";
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.usageMessage()
                .description(
                        "Shows every kind of event arrive at one loop: a counter and a pipe that a",
                        "generator thread feeds, a timer, signals, standard input, file changes,",
                        "pressure, children. Each event is one numbered line.",
                        "",
                        "A typed line is echoed, 'quit' ends; so do TERM, INT and Ctrl-C. HUP prints",
                        "the statistics.",
                        "")
                .footer(
                        "",
                        "Durations: 500ms, 3s, 2m, 1h. Sources: " + String.join(", ", MonitorOptions.NAMES) + ".",
                        "",
                        "Examples:",
                        "  carillon monitor --watch /tmp --idle 1s",
                        "  carillon monitor --only signals --stats 0 --json",
                        "  carillon monitor --without stdin,pressure --for 10s --child 'sleep 1; exit 3'");
        option(spec, "--only", "SOURCES", "Only these sources, separated by commas.");
        option(spec, "--without", "SOURCES", "All but these sources.");
        option(spec, "--signals", "SIGNALS", "The signals to take (USR1,TERM,INT,HUP,RTMIN ... RTMIN+15).");
        option(spec, "--timer", "SPAN", "The timer's period (3s).");
        option(spec, "--generate", "SPAN", "How often the generator adds and writes (2s).");
        option(spec, "--stats", "SPAN", "How often statistics are printed, 0 for never (5s).");
        option(spec, "--idle", "SPAN", "Say so when nothing happened for so long.");
        option(spec, "--for", "SPAN", "End after so long.");
        repeatable(spec, "--watch", "PATH", "Watch a file, or a directory and all below it. Repeatable.");
        repeatable(spec, "--child", "COMMAND", "Run a shell command and tell how it ends. Repeatable.");
        spec.addOption(OptionSpec.builder("--json")
                .description("One JSON object a line.")
                .build());
    }

    private static void option(CommandSpec spec, String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    private static void repeatable(CommandSpec spec, String name, String label, String description) {
        spec.addOption(OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel(label)
                .description(description)
                .build());
    }

    @Override
    public boolean takesSignals(ParseResult parsed) {
        return sources(parsed).contains("signals");
    }

    @Override
    public int run(ParseResult parsed) throws Exception {
        MonitorOptions options = options(parsed);
        LineOutput out = new LineOutput(new FileOutputStream(FileDescriptor.out));
        EventWriter writer =
                parsed.hasMatchedOption("--json") ? new JsonEventWriter(out) : new TextEventWriter(out, isForPeople());
        ResourceLimit.NOFILE.raiseToHard();
        List<String> failures = new ArrayList<>();
        try (EventLoop loop = EventLoop.open("monitor", Failures.recordedIn(failures))) {
            new Monitor(options, writer, loop).run();
        }
        if (!failures.isEmpty()) {
            throw new IOException(failures.getFirst());
        }
        return 0;
    }

    private static boolean isForPeople() {
        try {
            String out = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return (out.startsWith("/dev/pts/") || out.startsWith("/dev/tty"))
                    && System.getenv("NO_COLOR") == null
                    && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException e) {
            return false;
        }
    }

    private static MonitorOptions options(ParseResult parsed) {
        String given = parsed.matchedOptionValue("--signals", "");
        List<String> watch = parsed.matchedOptionValue("--watch", List.of());
        List<Path> paths = watch.stream().map(Path::of).toList();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw wrong(parsed, "--watch: " + path + " does not exist");
            }
        }
        Set<String> sources = sources(parsed);
        List<Signal> signals = given.isEmpty() ? usualSignals() : signals(parsed, given);
        return new MonitorOptions(
                sources,
                signals,
                !given.isEmpty(),
                positive(parsed, "--timer", "3s"),
                positive(parsed, "--generate", "2s"),
                span(parsed, "--stats", "5s"),
                span(parsed, "--idle", "0"),
                span(parsed, "--for", "0"),
                paths,
                parsed.matchedOptionValue("--child", List.of()));
    }

    private static Set<String> sources(ParseResult parsed) {
        Set<String> sources = new LinkedHashSet<>(MonitorOptions.NAMES);
        String only = parsed.matchedOptionValue("--only", "");
        if (!only.isEmpty()) {
            sources = names(parsed, "--only", only);
        }
        String without = parsed.matchedOptionValue("--without", "");
        if (!without.isEmpty()) {
            sources.removeAll(names(parsed, "--without", without));
        }
        return sources;
    }

    private static Set<String> names(ParseResult parsed, String option, String list) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list.split(",", -1)) {
            if (!MonitorOptions.NAMES.contains(name.strip())) {
                throw wrong(
                        parsed,
                        option + ": there is no source \"" + name.strip() + "\"; there are "
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

    private static List<Signal> signals(ParseResult parsed, String list) {
        List<Signal> signals = new ArrayList<>();
        for (String name : list.split(",", -1)) {
            try {
                signals.add(Signal.parse(name));
            } catch (IllegalArgumentException e) {
                throw wrong(parsed, "--signals: " + e.getMessage());
            }
        }
        Set<Signal> undeliverable = Signals.delivery(signals).getOrDefault(SignalDelivery.NONE, Set.of());
        if (!undeliverable.isEmpty()) {
            throw wrong(
                    parsed,
                    "--signals: cannot be received in this process: " + undeliverable + " (see 'carillon doctor')");
        }
        return signals;
    }

    private static Duration positive(ParseResult parsed, String option, String otherwise) {
        Duration span = span(parsed, option, otherwise);
        if (span.isZero()) {
            throw wrong(parsed, option + ": must be longer than zero");
        }
        return span;
    }

    private static Duration span(ParseResult parsed, String option, String otherwise) {
        String text = parsed.matchedOptionValue(option, otherwise);
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches() || matcher.group(2) == null && !text.matches("0+")) {
            throw wrong(parsed, option + ": \"" + text + "\" is no span of time: 500ms, 3s, 2m or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case null, default -> Duration.ofSeconds(number);
        };
    }

    private static ParameterException wrong(ParseResult parsed, String message) {
        return new ParameterException(parsed.commandSpec().commandLine(), message);
    }
}
