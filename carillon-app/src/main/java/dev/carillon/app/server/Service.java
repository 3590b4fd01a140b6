package dev.carillon.app.server;

import dev.carillon.app.command.ControlSignals;
import dev.carillon.app.command.Lines;
import dev.carillon.app.command.Log;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.app.control.ControlSocket;
import dev.carillon.app.page.PageOptions;
import dev.carillon.app.page.PagePlace;
import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.PageSettings;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.ServiceManager;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * A server as it was asked for, from its first line to its last: says where it listens, tells its figures every so often, and is
 * told by signals and at its control socket what to do, {@link Running}.
 */
final class Service {
    /** With a reader that stalls, at the end. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrintStream out;
    /** For all but the first lines: a reader that stalls then must not hold the server. */
    private final Lines lines;

    private final PollerKind poller;
    private final Optional<ServerTls> tls;
    private final ParseResult parsed;
    private final Log log;
    private final Duration stats;
    private final Duration drain;
    private final Duration upgrade;
    private final @Nullable String control;
    private final Explanation explanation;
    private final Optional<PagePlace> dashboard;

    private Service(
            PrintStream out, ParseResult parsed, Optional<ServerTls> tls, ProcessSettings process, PageSettings page)
            throws WrongUsage {
        this.out = out;
        this.lines = Lines.to(out);
        this.poller = process.poller();
        this.tls = tls;
        this.stats = process.stats();
        this.drain = process.drain();
        this.control = process.control().orElse(null);
        this.parsed = parsed;
        this.log = Log.of(parsed, process.log());
        this.explanation = Explanation.of(parsed);
        this.dashboard = PageOptions.ofServer(parsed, page);
        this.upgrade = Options.positiveSpan(parsed, "--upgrade-timeout", "30s");
    }

    /**
     * Adds the options that all servers have.
     *
     * @param ending what is given time to end
     */
    static void describe(CommandSpec spec, String ending) {
        Options.value(spec, "--drain", "SPAN", "How long " + ending + " may take to end (5s).");
        Options.value(
                spec, "--upgrade-timeout", "SPAN", "How long a process that is to take over may take to start (30s).");
        ControlSocket.describe(spec);
        Log.describe(spec);
        Options.value(spec, "--stats", "SPAN", "How often figures are printed. 0: never (0).");
        PageOptions.describeOfServer(spec);
    }

    /**
     * A server as it was asked for.
     *
     * @param out where its lines go
     * @param poller what its loops wait with
     * @param tls its key and certificate, loaded again on HUP; empty without TLS
     */
    static Service of(PrintStream out, ParseResult parsed, PollerKind poller, Optional<ServerTls> tls)
            throws WrongUsage {
        Duration drain = Options.span(parsed, "--drain", "5s");
        Duration stats = Options.span(parsed, "--stats", "0");
        return new Service(out, parsed, tls, ProcessSettings.of(poller, drain, stats), PageSettings.NONE);
    }

    /** One of which a file may say more than the command line. */
    static Service of(PrintStream out, ParseResult parsed, ProcessSettings process, PageSettings page)
            throws WrongUsage {
        return new Service(out, parsed, Optional.empty(), process, page);
    }

    /** Serves until it is told to end. What serves has loops of its own; signals and figures have one for themselves. */
    void run(int loops, Function<LoopGroup, Served> serving) throws IOException, WrongUsage {
        LoopOptions options = LoopOptions.DEFAULTS.withPoller(poller);
        try (EventLoop control = EventLoop.open("control", options);
                ServiceManager manager = ServiceManager.of(control);
                LoopGroup group = LoopGroup.start("loop", loops, options);
                Served served = serving.apply(group);
                Onlooker onlooker = onlooker(control, group, served)) {
            Optional<ControlSocket> socket = ControlSocket.open(control, parsed, this.control, log);
            Running running = new Running(this, control, manager, served, socket, onlooker);
            // Before anybody is told where it listens, for who is told may send a signal at once.
            new ControlSignals(running).open(control, ControlSignals.withUpgrade(), onlooker::signalled);
            if (!stats.isZero()) {
                control.timer("stats", (source, ticks) -> running.report()).every(stats);
            }
            say("listening on " + served.place());
            served.terms().forEach(this::say);
            onlooker.lines().forEach(this::say);
            StandardOutput.checkWritten(); // with port 0 nobody would ever know
            tls.ifPresent(keys -> keys.lines().forEach(this::say));
            explanation.begin(control, group);
            explanation.lines().forEach(this::say);
            running.begin();
            control.run();
            tell(served.figures());
        } finally {
            lines.flush(PATIENCE);
            log.flush(PATIENCE);
        }
    }

    private Onlooker onlooker(EventLoop control, LoopGroup group, Served served) throws IOException {
        if (dashboard.isEmpty()) {
            return Onlooker.NOBODY;
        }
        Place.besides("--dashboard", dashboard.get().address(), served.addresses());
        return ServerPage.open(dashboard.get(), new ServerPage.Shown(name(), served.file(), control, group, served));
    }

    /** Says the figures, and what they are of if that was asked for. */
    void tell(String figures) {
        explanation.lines().forEach(lines::say);
        lines.say(figures);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    String name() {
        return parsed.commandSpec().name();
    }

    Log log() {
        return log;
    }

    Duration drain() {
        return drain;
    }

    Duration upgrade() {
        return upgrade;
    }

    /**
     * Reads the key and certificate again.
     *
     * @return what they are now; empty if there are no files
     */
    Optional<String> reloadKeys() {
        return tls.filter(ServerTls::hasFiles).map(keys -> {
            keys.reload();
            return String.join("; ", keys.lines());
        });
    }
}
