package dev.carillon.metrics;

import dev.carillon.linux.AcceptQueue;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.ListenCounts;
import dev.carillon.net.AcceptStatistics;
import dev.carillon.net.CloseReason;
import dev.carillon.net.ConnectionStatistics;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The figures of what listens and of its connections, {@code carillon.net.…}, with its name as tag {@code listener}. Accept queues
 * have a tag {@code loop} besides: loops that share one socket all show the same queue.
 */
public final class ListenerMetrics implements MeterBinder {
    private static final List<Errno> WANTS = List.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM);

    private static volatile ListenCounts lastCounts = new ListenCounts(0, 0);

    private final String name;
    private final List<Listener> listeners;
    private final List<ConnectionStatistics> connections;

    /**
     * @param name its name
     * @param listeners all of one address
     * @param connections of the loops that have them
     */
    ListenerMetrics(String name, List<Listener> listeners, List<ConnectionStatistics> connections) {
        this.name = name;
        this.listeners = listeners;
        this.connections = connections;
    }

    /**
     * Of one listener.
     *
     * @param listener the listener
     * @return binds its figures
     */
    public static ListenerMetrics of(Listener listener) {
        return new ListenerMetrics(listener.name(), List.of(listener), List.of(listener.connections()));
    }

    /**
     * Of the listeners of a group.
     *
     * @param group the group
     * @return binds their figures
     */
    public static ListenerMetrics of(ListenerGroup group) {
        List<Listener> all = group.listeners();
        return new ListenerMetrics(all.getFirst().name(), all, group.connections());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters meters = new Meters(registry, Tags.of("listener", name));
        for (Listener listener : listeners) {
            bindQueue(listener, meters.with("loop", listener.loop().name()));
        }
        bindAccepts(meters);
        bindConnections(meters);
        bindKernelCounts(new Meters(registry, Tags.empty()));
    }

    private static void bindQueue(Listener listener, Meters meters) {
        meters.gauge(
                "carillon.net.accept.queue.length",
                "Connections the kernel has made that nobody has accepted.",
                null,
                () -> queue(listener, AcceptQueue::length));
        meters.gauge(
                "carillon.net.accept.queue.limit",
                "Connections that may wait to be accepted, besides one.",
                null,
                () -> queue(listener, AcceptQueue::limit));
    }

    /** Not a number for a Unix socket, and once it is closed. */
    private static double queue(Listener listener, ToDoubleFunction<AcceptQueue> of) {
        try {
            return AcceptQueue.of(listener.socket()).stream()
                    .mapToDouble(of)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IllegalStateException | LinuxException e) {
            return Double.NaN; // it was closed meanwhile
        }
    }

    private void bindAccepts(Meters meters) {
        meters.counter("carillon.net.accepted", "Connections accepted.", () -> accepts(AcceptStatistics::accepted));
        String rejected = "carillon.net.rejected";
        String ofRejected = "Connections closed as soon as accepted, or gone by then.";
        meters.with("reason", "per_address")
                .counter(rejected, ofRejected, () -> accepts(AcceptStatistics::rejectedPerAddress));
        meters.with("reason", "no_descriptor")
                .counter(rejected, ofRejected, () -> accepts(AcceptStatistics::rejectedExhausted));
        meters.with("reason", "gone").counter(rejected, ofRejected, () -> accepts(AcceptStatistics::gone));
        String rests = "carillon.net.accept.rests";
        String ofRests = "Times accepting rested: full, or for want of what the error tells.";
        for (Errno want : WANTS) {
            meters.with("reason", want.name().toLowerCase(Locale.ROOT))
                    .counter(
                            rests,
                            ofRests,
                            () -> accepts(figures -> figures.wants().getOrDefault(want, 0L)));
        }
        meters.with("reason", "full").counter(rests, ofRests, () -> accepts(AcceptStatistics::full));
    }

    private long accepts(ToLongFunction<AcceptStatistics> figure) {
        return listeners.stream().map(Listener::accepts).mapToLong(figure).sum();
    }

    private void bindConnections(Meters meters) {
        meters.gauge("carillon.net.connections", "Connections there are.", null, () -> sum(ConnectionStatistics::open));
        for (CloseReason reason : CloseReason.values()) {
            meters.with("reason", reason.name().toLowerCase(Locale.ROOT))
                    .counter(
                            "carillon.net.closed",
                            "Connections that have ended.",
                            () -> sum(figures -> figures.closed(reason)));
        }
        meters.bytes(
                "carillon.net.received",
                "Received, as the network carried it.",
                () -> sum(ConnectionStatistics::received));
        meters.bytes("carillon.net.sent", "Sent, as the network carried it.", () -> sum(ConnectionStatistics::sent));
        meters.gauge(
                "carillon.net.buffered",
                "Memory for what waits to be sent or decoded.",
                "bytes",
                () -> sum(ConnectionStatistics::buffered));
        meters.counter(
                "carillon.net.buffers.refused",
                "Times there was no buffer to be had, at the cost of a connection.",
                () -> sum(ConnectionStatistics::unbuffered));
    }

    private long sum(ToLongFunction<ConnectionStatistics> figure) {
        return connections.stream().mapToLong(figure).sum();
    }

    /** Of several binders the registry keeps the first one's. */
    private static void bindKernelCounts(Meters meters) {
        meters.counter(
                "carillon.net.listen.overflows",
                "Connections that found an accept queue full, in all of the network namespace.",
                () -> kernelCounts().overflows());
        meters.counter(
                "carillon.net.listen.drops",
                "Connections dropped before they could be accepted, in all of the network namespace.",
                () -> kernelCounts().drops());
    }

    /** The last ones, when no descriptor is left to read them: a count that falls back to zero would be taken for a new start. */
    private static ListenCounts kernelCounts() {
        try {
            ListenCounts.read().ifPresent(counts -> lastCounts = counts);
        } catch (LinuxException e) {
            // The other figures are to be had all the same.
        }
        return lastCounts;
    }
}
