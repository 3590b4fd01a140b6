package dev.carillon.app.server;

import dev.carillon.app.command.ControlSignals;
import dev.carillon.app.command.Options;
import dev.carillon.app.command.StandardOutput;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.net.ServiceManager;
import dev.carillon.net.tls.KeyMaterialException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * A server from its first line to its last: says where it listens, tells its figures every so often, does what signals ask
 * for, and ends after what is on its way was sent or the deadline is over. Tells systemd of all that, if it wants to know.
 */
final class Service {
    private final PrintStream out;
    private final PollerKind poller;
    private final Duration stats;
    private final Duration drain;
    private final Optional<ServerTls> tls;
    private final Explanation explanation;
    private boolean draining;

    private Service(
            PrintStream out,
            PollerKind poller,
            Duration stats,
            Duration drain,
            Optional<ServerTls> tls,
            Explanation explanation) {
        this.out = out;
        this.explanation = explanation;
        this.poller = poller;
        this.stats = stats;
        this.drain = drain;
        this.tls = tls;
    }

    /**
     * Adds {@code --drain} and {@code --stats}.
     *
     * @param ending what is given time to end
     */
    static void describe(CommandSpec spec, String ending) {
        Options.value(spec, "--drain", "SPAN", "How long " + ending + " may take to end (5s).");
        Options.value(spec, "--stats", "SPAN", "How often figures are printed. 0: never (0).");
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
        return new Service(
                out,
                poller,
                Options.span(parsed, "--stats", "0"),
                Options.span(parsed, "--drain", "5s"),
                tls,
                Explanation.of(parsed));
    }

    /** Serves until it is told to end. What serves has loops of its own; signals and figures have one for themselves. */
    void run(int loops, Function<LoopGroup, Served> serving) throws IOException {
        LoopOptions options = LoopOptions.DEFAULTS.withPoller(poller);
        try (EventLoop control = EventLoop.open("control", options);
                ServiceManager manager = ServiceManager.of(control);
                LoopGroup group = LoopGroup.start("loop", loops, options);
                Served served = serving.apply(group)) {
            // Before anybody is told where it listens, for who is told may send a signal at once.
            new ControlSignals(orders(control, manager, served)).open(control, ControlSignals.ALL);
            if (!stats.isZero()) {
                control.timer("stats", (source, ticks) -> report(manager, served))
                        .every(stats);
            }
            say("listening on " + served.place());
            served.limits().ifPresent(this::say);
            served.besides().ifPresent(this::say);
            StandardOutput.checkWritten(); // with port 0 nobody would ever know
            tls.ifPresent(keys -> keys.lines().forEach(this::say));
            explanation.begin(control, group);
            explanation.lines().forEach(this::say);
            manager.ready();
            control.run();
            tell(served.figures());
        }
    }

    private void tell(String figures) {
        explanation.lines().forEach(this::say);
        say(figures);
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private ControlSignals.Orders orders(EventLoop control, ServiceManager manager, Served served) {
        return new ControlSignals.Orders() {
            @Override
            public void end(String reason) {
                Service.this.end(control, manager, served);
            }

            @Override
            public void reload() {
                Service.this.reload(manager, served);
            }

            @Override
            public void report() {
                Service.this.report(manager, served);
            }
        };
    }

    private void end(EventLoop control, ServiceManager manager, Served served) {
        if (draining) {
            control.stop();
            return;
        }
        draining = true;
        manager.stopping();
        CompletionStage<?> drained = served.drain(drain);
        long pending = served.pending();
        if (pending > 0) {
            say("ending: " + pending + " on the way still; a second signal ends it at once");
        }
        drained.whenComplete((ended, error) -> stop(control));
    }

    private static void stop(EventLoop control) {
        try {
            control.execute(control::stop);
        } catch (RejectedExecutionException e) {
            // A second signal was faster.
        }
    }

    private void reload(ServiceManager manager, Served served) {
        manager.reloading();
        Optional<ServerTls> keys = tls.filter(ServerTls::hasFiles);
        keys.ifPresent(this::reload);
        Optional<String> done = served.reload();
        done.ifPresent(this::say);
        if (keys.isEmpty() && done.isEmpty()) {
            say("HUP: there is nothing to read again");
        }
        manager.ready();
    }

    private void reload(ServerTls keys) {
        try {
            keys.reload();
            keys.lines().forEach(this::say);
        } catch (KeyMaterialException e) {
            say("not reloaded: " + e.getMessage());
        }
    }

    private void report(ServiceManager manager, Served served) {
        String figures = served.figures();
        tell(figures);
        manager.status(figures);
    }
}
