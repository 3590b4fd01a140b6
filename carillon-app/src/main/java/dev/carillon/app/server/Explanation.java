package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalDelivery;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.SignalSource;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code --explain}: which source of which loop does what in a server, by which means of the kernel's, and its figures. For the thread of the
 * service.
 */
final class Explanation {
    private static final String OPTION = "--explain";
    private static final long NANOS_PER_MICRO = 1000;
    private static final int MOST = 99;

    private final boolean isAskedFor;
    private final IdentityHashMap<SourceStatistics, Row> known = new IdentityHashMap<>();
    private List<EventLoop> loops = List.of();

    private Explanation(boolean isAskedFor) {
        this.isAskedFor = isAskedFor;
    }

    /** Adds {@code --explain}. */
    static void describe(CommandSpec spec) {
        Options.flag(
                spec,
                OPTION,
                "Prints which source does what (eventfd, timerfd, signalfd, sockets) and its figures: at the start,"
                        + " with USR1, and at the end.");
    }

    /** Of nothing, if it is not asked for. */
    static Explanation of(ParseResult parsed) {
        return new Explanation(parsed.hasMatchedOption(OPTION));
    }

    /** What serves is there. From a thread of none of the group's loops. */
    void begin(EventLoop control, LoopGroup serving) {
        if (isAskedFor) {
            serving.onEach(loop -> {}); // other threads see what was made last from a loop's next turn on
            loops = Stream.concat(Stream.of(control), serving.loops().stream()).toList();
        }
    }

    /** A line for each source that there is or was at an earlier look; for connections of a loop, which share figures, one. */
    List<String> lines() {
        if (!isAskedFor) {
            return List.of();
        }
        known.values().forEach(row -> row.count = 0);
        for (EventLoop loop : loops) {
            for (Source source : loop.sources()) {
                known.computeIfAbsent(source.statistics(), figures -> new Row(known.size(), source)).count++;
            }
        }
        return Stream.concat(
                        Stream.of(row("loop", "source", "by", "does", "events", "p99")),
                        known.values().stream()
                                .sorted(Comparator.comparing(
                                                (Row row) -> row.source.loop().name())
                                        .thenComparingInt(row -> row.place))
                                .map(Row::line))
                .toList();
    }

    /** A source, or the first seen of those that share its figures. */
    private static final class Row {
        private final int place;
        private final Source source;
        /** How many of them there are now. */
        private int count;

        Row(int place, Source source) {
            this.place = place;
            this.source = source;
        }

        String line() {
            SourceStatistics figures = source.statistics();
            Part part = Part.of(source);
            return row(
                    source.loop().name(),
                    source.kind().equals("connection") ? count + " connections" : source.name(),
                    part.by(),
                    part.does(),
                    Long.toString(figures.events()),
                    figures.handlerTime().percentile(MOST) / NANOS_PER_MICRO + "us");
        }
    }

    private static String row(String... cells) {
        return String.format(Locale.ROOT, "%-10s %-15s %-9s %-70s %10s %10s", (Object[]) cells)
                .stripTrailing();
    }

    /** What a source is there for. */
    private record Part(String by, String does) {
        static Part of(Source source) {
            return switch (source.kind()) {
                case "signal" -> ofSignals(((SignalSource) source).delivery());
                case "listener" -> new Part("epoll", "accepts connections");
                case "connection" -> new Part("epoll", "reads requests, sends answers");
                default -> ofLoop(source);
            };
        }

        private static Part ofLoop(Source source) {
            return switch (source.name()) {
                case "wakeup" -> new Part("eventfd", "wakes the loop when other threads hand it work");
                case "mailbox" ->
                    new Part("queue", "runs that work: files that workers have opened, what signals ask for");
                case "timeouts" -> new Part("timers", "ends connections that rest, or take too long");
                case "alarm" -> new Part("timerfd", "wakes the loop for the earliest of these deadlines");
                case "stats" -> new Part("timers", "prints the figures");
                default -> new Part(source.kind(), "");
            };
        }

        /** By {@code jvm} it is the JVM's handler that hears of one, and an eventfd that tells the loop. */
        private static Part ofSignals(Map<Signal, SignalDelivery> delivery) {
            String by = delivery.values().stream()
                    .distinct()
                    .map(SignalDelivery::label)
                    .collect(Collectors.joining(", "));
            String signals = delivery.keySet().stream().map(Signal::name).collect(Collectors.joining(", "));
            return new Part(by, "ends, reloads, reports, restarts: " + signals);
        }
    }
}
