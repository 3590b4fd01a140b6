package dev.carillon.app.monitor;

import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Terminal;
import dev.carillon.linux.TerminalSize;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.fleet.FleetSettings;
import dev.carillon.monitor.fleet.Host;
import dev.carillon.monitor.fleet.HostJson;
import dev.carillon.monitor.fleet.NatsAddress;
import dev.carillon.monitor.fleet.NatsLink;
import dev.carillon.monitor.fleet.NatsSettings;
import dev.carillon.monitor.fleet.Roster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/** {@code carillon monitor fleet}: who is in the fleet, asked of its server; on a terminal again and again. */
final class FleetVerb {
    static final String NAME = "fleet";
    static final String NATS = "--nats";

    private static final String USUAL = "nats://127.0.0.1:4222";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int REFRESH_SECONDS = 2;
    private static final int WRONG = 1;
    private static final int WIDTH = 100;
    private static final String HOME = "\033[H";
    private static final String TO_END_OF_LINE = "\033[K";
    private static final String TO_END_OF_SCREEN = "\033[J";

    private final Roster roster;
    private final String where;
    private final PrintStream out;
    private List<Host> last = List.of();

    private FleetVerb(Roster roster, String where, PrintStream out) {
        this.roster = roster;
        this.where = where;
        this.out = out;
    }

    static int run(List<String> arguments, ParseResult parsed, PrintStream out)
            throws WrongUsage, WrongConfiguration, IOException {
        if (!arguments.isEmpty()) {
            throw new WrongUsage("monitor fleet: \"" + arguments.getFirst() + "\" is too much");
        }
        NatsSettings settings = settings(parsed);
        try (NatsLink link = new NatsLink(settings)) {
            FleetVerb verb = new FleetVerb(new Roster(link), settings.where(), out);
            boolean isOnce = parsed.hasMatchedOption(MonitorVerbs.ONCE) || MonitorVerbs.isJson(parsed);
            return isOnce || !StandardOutput.isTerminal() ? verb.list(MonitorVerbs.isJson(parsed)) : verb.show();
        }
    }

    private static NatsSettings settings(ParseResult parsed) throws WrongUsage, WrongConfiguration {
        String file = parsed.matchedOptionValue(MonitorCommand.CONFIG, "");
        if (file.isEmpty()) {
            String text = parsed.matchedOptionValue(NATS, USUAL);
            try {
                return NatsSettings.at(NatsAddress.parse(text), TIMEOUT);
            } catch (IllegalArgumentException e) {
                throw new WrongUsage(
                        NATS + " \"" + text + "\": " + Failure.line(e) + "; allowed: " + NatsAddress.ALLOWED);
            }
        }
        if (parsed.hasMatchedOption(NATS)) {
            throw new WrongUsage(NATS + " and " + MonitorCommand.CONFIG + " exclude each other");
        }
        return MonitorFile.read(Path.of(file))
                .fleet()
                .map(FleetSettings::nats)
                .orElseThrow(() -> new WrongUsage(file + ": there is no table [fleet]"));
    }

    private int list(boolean isJson) throws WrongUsage {
        List<Host> hosts;
        try {
            hosts = roster.read();
        } catch (Exception e) { // whatever a library throws
            throw new WrongUsage("monitor fleet: " + Failure.line(e));
        }
        if (isJson) {
            hosts.forEach(host -> out.println(HostJson.text(host)));
        } else {
            FleetText.lines(where, hosts, Instant.now()).forEach(out::println);
        }
        return hosts.stream().anyMatch(Host::isWrong) ? WRONG : ExitCode.OK;
    }

    /** Until it is interrupted. */
    private int show() throws IOException {
        try (ScheduledExecutorService drawing = Executors.newSingleThreadScheduledExecutor()) {
            out.print(HOME + TO_END_OF_SCREEN);
            drawing.scheduleWithFixedDelay(this::draw, 0, REFRESH_SECONDS, TimeUnit.SECONDS)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IOException("the fleet cannot be shown", e.getCause());
        }
        return ExitCode.OK;
    }

    private void draw() {
        String trouble = "";
        try {
            last = roster.read();
        } catch (Exception e) { // whatever a library throws; it goes on with what is known
            trouble = Failure.line(e);
        }
        List<String> lines = new ArrayList<>(FleetText.lines(where, last, Instant.now()));
        if (!trouble.isEmpty()) {
            lines.addFirst("not as of now: " + trouble);
        }
        out.print(screen(lines));
        out.flush();
        if (out.checkError()) {
            throw new IllegalStateException("nobody reads it any more");
        }
    }

    /** As much of it as there is room for: what is first is worst. */
    private static StringBuilder screen(List<String> lines) {
        int width = StandardOutput.columns(WIDTH);
        int rows = Terminal.size(1).map(TerminalSize::rows).orElse(Integer.MAX_VALUE) - 1; // one for the cursor
        StringBuilder screen = new StringBuilder(HOME);
        for (String line : lines.subList(0, Math.min(lines.size(), Math.max(1, rows)))) {
            screen.append(line, 0, Math.min(width, line.length()))
                    .append(TO_END_OF_LINE)
                    .append('\n');
        }
        return screen.append(TO_END_OF_SCREEN);
    }
}
