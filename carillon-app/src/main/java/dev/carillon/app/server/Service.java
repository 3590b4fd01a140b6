package dev.carillon.app.server;

import dev.carillon.app.command.PollerOption;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Timeout;
import dev.carillon.net.ServiceManager;
import dev.carillon.net.tls.KeyMaterialException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A server from its first line to its last: says where it listens, tells its figures on USR1 and every so often, and ends
 * on TERM or INT, after what is on its way was sent or the deadline is over. Tells systemd of all that, if it wants to know.
 */
final class Service {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final PrintStream out;
    private final PollerKind poller;
    private final Duration stats;
    private final Duration drain;
    private final Optional<ServerTls> tls;
    private boolean draining;

    /**
     * A server.
     *
     * @param out where its lines go
     * @param poller what its loops wait with
     * @param stats how often figures are printed, zero for never
     * @param drain how long connections may take to end
     * @param tls its key and certificate, loaded again on HUP; empty without TLS
     */
    Service(PrintStream out, PollerKind poller, Duration stats, Duration drain, Optional<ServerTls> tls) {
        this.out = out;
        this.poller = poller;
        this.stats = stats;
        this.drain = drain;
        this.tls = tls;
    }

    /** Serves until it is told to end. What serves has loops of its own; signals and figures have one for themselves. */
    void run(int loops, Function<LoopGroup, Served> serving) {
        PollerOption.allowDescriptors(poller);
        LoopOptions options = LoopOptions.DEFAULTS.withPoller(poller);
        try (EventLoop control = EventLoop.open("control", options);
                ServiceManager manager = ServiceManager.of(control);
                LoopGroup group = LoopGroup.start("loop", loops, options);
                Served served = serving.apply(group)) {
            // Before anybody is told where it listens, for who is told may send a signal at once.
            control.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> end(control, manager, served));
            control.signals("report", Set.of(Signal.USR1), (source, info) -> report(manager, served));
            tls.ifPresent(
                    keys -> control.signals("reload", Set.of(Signal.HUP), (source, info) -> reload(manager, keys)));
            if (!stats.isZero()) {
                control.timer("stats", (source, ticks) -> report(manager, served))
                        .every(stats);
            }
            say("listening on " + served.place());
            tls.ifPresent(keys -> keys.lines().forEach(this::say));
            manager.ready();
            control.run();
            say(served.figures());
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The first time in order, the second time at once. */
    private void end(EventLoop control, ServiceManager manager, Served served) {
        if (draining) {
            control.stop();
            return;
        }
        draining = true;
        manager.stopping();
        served.finish();
        long pending = served.pending();
        if (pending > 0) {
            say("ending: " + pending + " on the way still; a second signal ends it at once");
        }
        long deadline = System.nanoTime() + drain.toNanos();
        Timeout[] look = new Timeout[1];
        look[0] = control.timeout(() -> {
            if (served.pending() == 0 || System.nanoTime() - deadline >= 0) {
                control.stop();
            } else {
                look[0].schedule(LOOK);
            }
        });
        look[0].schedule(Duration.ZERO);
    }

    private void reload(ServiceManager manager, ServerTls keys) {
        manager.reloading();
        try {
            keys.reload();
            keys.lines().forEach(this::say);
        } catch (KeyMaterialException e) {
            say("not reloaded: " + e.getMessage());
        }
        manager.ready();
    }

    private void report(ServiceManager manager, Served served) {
        String figures = served.figures();
        say(figures);
        manager.status(figures);
    }
}
