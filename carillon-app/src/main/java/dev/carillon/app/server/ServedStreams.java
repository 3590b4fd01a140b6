package dev.carillon.app.server;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionStatistics;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Listeners and their connections.
 *
 * @param group the loops that they belong to
 * @param listeners the listeners, one a loop or one for all
 * @param limits what the listeners take, in words
 * @param outgoing the connections that are made for those which are accepted: of a relay, whose streams only their ends end
 */
record ServedStreams(
        LoopGroup group, ListenerGroup listeners, Optional<String> limits, Optional<ConnectionStatistics> outgoing)
        implements Served {
    /** How soon to look again at a connection that a worker has. */
    private static final Duration LOOK = Duration.ofMillis(5);

    /** Listens on the socket that was handed to this process, if there is one, else on an address. */
    static ServedStreams of(
            LoopGroup group,
            String name,
            Optional<Socket> handed,
            SocketAddress address,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        ListenerGroup listeners = handed.isPresent()
                ? ListenerGroup.adopt(group, name, handed.get(), share, options, handlers)
                : ListenerGroup.open(group, name, address, share, options, handlers);
        return new ServedStreams(group, listeners, Optional.empty(), Optional.empty());
    }

    /** The same, which tells its limits. */
    ServedStreams within(Limits told) {
        return new ServedStreams(group, listeners, Optional.of(told.words()), outgoing);
    }

    /** The same for a relay. */
    ServedStreams withOutgoing(ConnectionStatistics connections) {
        return new ServedStreams(group, listeners, limits, Optional.of(connections));
    }

    @Override
    public String place() {
        return Place.text(listeners.address());
    }

    @Override
    public void finish() {
        listeners.close();
        if (outgoing.isEmpty()) {
            group.loops().forEach(loop -> loop.execute(() -> finishAll(loop)));
        }
    }

    /** What a worker has in hand is answered first. */
    private static void finishAll(EventLoop loop) {
        boolean inHand = false;
        for (Connection connection : connections(loop)) {
            if (connection.isListening()) {
                connection.finish();
            } else {
                inHand = true;
            }
        }
        if (inHand) {
            loop.timeout(() -> finishAll(loop)).schedule(LOOK);
        }
    }

    private static List<Connection> connections(EventLoop loop) {
        return loop.sources().stream()
                .filter(Connection.class::isInstance)
                .map(Connection.class::cast)
                .toList();
    }

    @Override
    public long pending() {
        return open() + outgoing.map(ConnectionStatistics::open).orElse(0L);
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
        outgoing.ifPresent(made -> closed("outgoing closed", List.of(made), words));
        rejected(listeners.listeners(), words);
        rested(listeners.listeners(), words);
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
                if (outgoing.isPresent() || connection.queuedBytes() > 0) {
                    connection.reset();
                }
            }));
        }
    }
}
