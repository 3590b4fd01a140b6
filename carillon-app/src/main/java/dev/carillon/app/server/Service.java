package dev.carillon.app.server;

import dev.carillon.app.command.PollerOption;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.Source;
import dev.carillon.loop.Timeout;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionStatistics;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A server from its first line to its last: says where it listens, tells its figures on USR1 and every so often, and ends
 * on TERM or INT, after what is on its way was sent or the deadline is over.
 */
final class Service {
    private static final Duration LOOK = Duration.ofMillis(20);

    private final PrintStream out;
    private final PollerKind poller;
    private final Duration stats;
    private final Duration drain;
    private boolean draining;

    /**
     * A server.
     *
     * @param out where its lines go
     * @param poller what its loops wait with
     * @param stats how often figures are printed, zero for never
     * @param drain how long connections may take to end
     */
    Service(PrintStream out, PollerKind poller, Duration stats, Duration drain) {
        this.out = out;
        this.poller = poller;
        this.stats = stats;
        this.drain = drain;
    }

    /** Serves until it is told to end. The listeners' own loops are a group; signals and figures have one of their own. */
    void run(int loops, Function<LoopGroup, ListenerGroup> listening) {
        PollerOption.allowDescriptors(poller);
        LoopOptions options = LoopOptions.DEFAULTS.withPoller(poller);
        try (EventLoop control = EventLoop.open("control", options);
                LoopGroup group = LoopGroup.start("loop", loops, options);
                ListenerGroup listeners = listening.apply(group)) {
            // Before anybody is told where it listens, for who is told may send a signal at once.
            control.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> end(control, group, listeners));
            control.signals("report", Set.of(Signal.USR1), (source, info) -> report(listeners));
            if (!stats.isZero()) {
                control.timer("stats", (source, ticks) -> report(listeners)).every(stats);
            }
            say("listening on " + Place.text(listeners.address()));
            control.run();
            report(listeners);
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    /** The first time in order, the second time at once. */
    private void end(EventLoop control, LoopGroup group, ListenerGroup listeners) {
        if (draining) {
            control.stop();
            return;
        }
        draining = true;
        listeners.close();
        for (EventLoop loop : group.loops()) {
            loop.execute(() -> finishAll(loop));
        }
        long deadline = System.nanoTime() + drain.toNanos();
        Timeout[] look = new Timeout[1];
        look[0] = control.timeout(() -> {
            if (open(listeners) == 0 || System.nanoTime() - deadline >= 0) {
                control.stop();
            } else {
                look[0].schedule(LOOK);
            }
        });
        look[0].schedule(Duration.ZERO);
    }

    private static void finishAll(EventLoop loop) {
        for (Source source : loop.sources()) {
            if (source instanceof Connection connection) {
                connection.finish();
            }
        }
    }

    private static long open(ListenerGroup listeners) {
        return listeners.connections().stream()
                .mapToLong(ConnectionStatistics::open)
                .sum();
    }

    private void report(ListenerGroup listeners) {
        List<ConnectionStatistics> connections = listeners.connections();
        long received =
                connections.stream().mapToLong(ConnectionStatistics::received).sum();
        long sent = connections.stream().mapToLong(ConnectionStatistics::sent).sum();
        List<String> words = new ArrayList<>();
        words.add("connections " + open(listeners) + " open, "
                + connections.stream().mapToLong(ConnectionStatistics::opened).sum() + " in all");
        words.add("received " + Amount.of(received) + ", sent " + Amount.of(sent));
        closed(connections, words);
        rejected(listeners.listeners(), words);
        if (connections.size() > 1) {
            words.add("by loop "
                    + connections.stream()
                            .map(loop -> Long.toString(loop.opened()))
                            .collect(Collectors.joining(" ")));
        }
        say(String.join("; ", words));
    }

    private static void closed(List<ConnectionStatistics> connections, List<String> words) {
        Map<String, Long> reasons = new TreeMap<>();
        connections.forEach(
                loop -> loop.closed().forEach((reason, count) -> reasons.merge(reason.toString(), count, Long::sum)));
        if (!reasons.isEmpty()) {
            words.add("closed " + join(reasons));
        }
    }

    private static void rejected(List<Listener> listeners, List<String> words) {
        Map<String, Long> reasons = new TreeMap<>();
        for (Listener listener : listeners) {
            reasons.merge("PER_ADDRESS", listener.accepts().rejectedPerAddress(), Long::sum);
            reasons.merge("NO_DESCRIPTOR", listener.accepts().rejectedExhausted(), Long::sum);
            reasons.merge("GONE", listener.accepts().gone(), Long::sum);
        }
        reasons.values().removeIf(count -> count == 0);
        if (!reasons.isEmpty()) {
            words.add("rejected " + join(reasons));
        }
    }

    private static String join(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
