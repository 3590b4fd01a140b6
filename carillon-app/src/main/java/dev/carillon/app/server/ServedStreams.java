package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionStatistics;
import dev.carillon.net.Connector;
import dev.carillon.net.Drain;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Listeners and their connections. */
final class ServedStreams implements Served {
    private final LoopGroup group;
    private final ListenerGroup listeners;
    private final Listening listening;
    private List<String> terms = List.of();
    /** What makes a relay's other connections, whose streams only their ends end. */
    private @Nullable Connector outgoing;

    private @Nullable Drain drain;

    private ServedStreams(LoopGroup group, Listening listening, ListenerGroup listeners) {
        this.group = group;
        this.listening = listening;
        this.listeners = listeners;
    }

    /** Listens. */
    static ServedStreams of(
            LoopGroup group,
            String name,
            Listening listening,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        return new ServedStreams(group, listening, listening.streams(group, name, share, options, handlers));
    }

    /** Has it tell its limits. */
    ServedStreams within(Limits told) {
        terms = List.of(told.words());
        return this;
    }

    /** Of a relay. */
    ServedStreams withOutgoing(Connector connector) {
        outgoing = connector;
        return this;
    }

    @Override
    public List<Held> held() {
        return List.of(listening.held(listeners.sockets(), listeners::keepFile));
    }

    @Override
    public void start() {
        listening.start(listeners::start, listeners::keepFile);
    }

    @Override
    public List<String> terms() {
        return terms;
    }

    ListenerGroup listeners() {
        return listeners;
    }

    @Override
    public String place() {
        return Place.text(listeners.address());
    }

    @Override
    public List<SocketAddress> addresses() {
        return List.of(listeners.address());
    }

    @Override
    public CompletionStage<?> drain(Duration limit) {
        long began = System.nanoTime();
        Drain accepted = listeners.drain(limit);
        drain = accepted;
        Connector connector = outgoing;
        if (connector == null) {
            return accepted.ended();
        }
        return accepted.ended().thenCompose(ended -> {
            Duration left = limit.minusNanos(System.nanoTime() - began);
            return drain(connector, left.isNegative() ? Duration.ZERO : left);
        });
    }

    /** What those who were accepted have sent last is to arrive. */
    private CompletionStage<Drain> drain(Connector connector, Duration left) {
        return group.loops().getFirst().submit(() -> connector.drain(left)).thenCompose(Drain::ended);
    }

    @Override
    public long pending() {
        return open() + (outgoing == null ? 0 : outgoing.connections().open());
    }

    private long open() {
        return listeners.connections().stream()
                .mapToLong(ConnectionStatistics::open)
                .sum();
    }

    @Override
    public String figures() {
        List<ConnectionStatistics> connections = listeners.connections();
        long received =
                connections.stream().mapToLong(ConnectionStatistics::received).sum();
        long sent = connections.stream().mapToLong(ConnectionStatistics::sent).sum();
        List<String> words = new ArrayList<>();
        words.add("connections " + open() + " open, "
                + connections.stream().mapToLong(ConnectionStatistics::opened).sum() + " in all");
        words.add("received " + Amount.of(received) + ", sent " + Amount.of(sent));
        closed("closed", connections, words);
        if (outgoing != null) {
            closed("outgoing closed", List.of(outgoing.connections()), words);
        }
        rejected(listeners.listeners(), words);
        rested(listeners.listeners(), words);
        if (drain != null && drain.cutOff() > 0) {
            words.add("cut off at the end " + drain.cutOff());
        }
        words.add("waits "
                + group.loops().stream()
                        .mapToLong(loop -> loop.statistics().polls())
                        .sum());
        if (connections.size() > 1) {
            words.add("by loop "
                    + connections.stream()
                            .map(loop -> Long.toString(loop.opened()))
                            .collect(Collectors.joining(" ")));
        }
        return String.join("; ", words);
    }

    private static void closed(String what, List<ConnectionStatistics> connections, List<String> words) {
        Map<String, Long> reasons = new TreeMap<>();
        connections.forEach(
                loop -> loop.closed().forEach((reason, count) -> reasons.merge(reason.toString(), count, Long::sum)));
        Amount.addCounts(what, reasons, words);
    }

    private static void rejected(List<Listener> listeners, List<String> words) {
        Map<String, Long> reasons = new TreeMap<>();
        for (Listener listener : listeners) {
            reasons.merge("PER_ADDRESS", listener.accepts().rejectedPerAddress(), Long::sum);
            reasons.merge("NO_DESCRIPTOR", listener.accepts().rejectedExhausted(), Long::sum);
            reasons.merge("GONE", listener.accepts().gone(), Long::sum);
        }
        reasons.values().removeIf(count -> count == 0);
        Amount.addCounts("rejected", reasons, words);
    }

    /** Why nobody was accepted for a while. */
    private static void rested(List<Listener> listeners, List<String> words) {
        Map<String, Long> reasons = new TreeMap<>();
        long rests = 0;
        for (Listener listener : listeners) {
            rests += listener.accepts().rests();
            listener.accepts().wants().forEach((want, count) -> reasons.merge(want.toString(), count, Long::sum));
        }
        long others =
                rests - reasons.values().stream().mapToLong(Long::longValue).sum();
        if (others > 0) {
            reasons.put("MAX_CONNECTIONS", others);
        }
        Amount.addCounts("rests", reasons, words);
    }

    /** Breaks off what has not come to its end: it must not look complete. */
    @Override
    public void close() {
        listeners.close();
        for (EventLoop loop : group.loops()) {
            loop.execute(() -> connections(loop).forEach(connection -> {
                if (outgoing != null || connection.queuedBytes() > 0) {
                    connection.reset();
                }
            }));
        }
    }

    private static List<Connection> connections(EventLoop loop) {
        return loop.sources().stream()
                .filter(Connection.class::isInstance)
                .map(Connection.class::cast)
                .toList();
    }
}
