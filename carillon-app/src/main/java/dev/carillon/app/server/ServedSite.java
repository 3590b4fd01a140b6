package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.HttpStatistics;
import dev.carillon.net.Drain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A directory, served over HTTP. */
final class ServedSite implements Served {
    /** By the first digit of a status. */
    private static final int LEAST_CLASS = 1;

    private static final int GREATEST_CLASS = 5;

    private final Listening listening;
    private final HttpServer server;
    private final Optional<AccessLog> log;
    private final Limits limits;
    /** Not by references to its methods, which would load it, and Micrometer, where there is none. */
    private final Optional<MetricsServer> metrics;

    private @Nullable Drain drain;

    ServedSite(
            Listening listening,
            HttpServer server,
            Optional<AccessLog> log,
            Limits limits,
            Optional<MetricsServer> metrics) {
        this.listening = listening;
        this.server = server;
        this.log = log;
        this.limits = limits;
        this.metrics = metrics;
    }

    @Override
    public String place() {
        return Place.text(server.address());
    }

    @Override
    public List<Held> held() {
        List<Held> held = new ArrayList<>();
        held.add(listening.held(server.sockets(), server::keepFile));
        metrics.ifPresent(at -> held.add(at.held()));
        return held;
    }

    @Override
    public void start() {
        listening.start(server::start, server::keepFile);
        metrics.ifPresent(at -> at.start());
    }

    @Override
    public Optional<String> limits() {
        return Optional.of(limits.words());
    }

    @Override
    public Optional<String> besides() {
        return metrics.map(at -> "metrics on " + Place.text(at.address()));
    }

    @Override
    public Optional<String> reload() {
        return log.map(opened -> {
            opened.reopen();
            return "opening the access log again";
        });
    }

    @Override
    public CompletionStage<?> drain(Duration limit) {
        metrics.ifPresent(at -> at.ending());
        Drain begun = server.drain(limit);
        drain = begun;
        return begun.ended();
    }

    @Override
    public long pending() {
        return server.statistics().inFlight();
    }

    @Override
    public String figures() {
        HttpStatistics statistics = server.statistics();
        List<String> words = new ArrayList<>();
        words.add("requests " + statistics.requests() + ", " + statistics.inFlight() + " in flight");
        words.add("connections " + statistics.connections() + " open, " + statistics.opened() + " in all");
        words.add("bodies received " + Amount.of(statistics.bodyBytesReceived()) + ", sent "
                + Amount.of(statistics.bodyBytesSent()));
        for (int kind = LEAST_CLASS; kind <= GREATEST_CLASS; kind++) {
            add(kind + "xx", statistics.answers(kind), words);
        }
        Amount.addCounts("refused", statistics.refusals(), words);
        add("cut off", statistics.cutOff(), words);
        add("failed", statistics.failures(), words);
        add(
                "rests",
                server.listeners().stream()
                        .mapToLong(listener -> listener.accepts().rests())
                        .sum(),
                words);
        log.ifPresent(opened -> {
            add("lines of the log dropped", opened.statistics().dropped(), words);
            add("log not written", opened.statistics().failures(), words);
        });
        Drain begun = drain;
        if (begun != null) {
            add("cut off at the end", begun.cutOff(), words);
            add("closed at rest", begun.atRest(), words);
        }
        return String.join("; ", words);
    }

    private static void add(String what, long count, List<String> words) {
        if (count > 0) {
            words.add(what + " " + count);
        }
    }

    @Override
    public void close() {
        metrics.ifPresent(at -> at.close());
        server.close();
    }
}
