package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import dev.carillon.app.figures.FiguresHttp;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.Router;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.metrics.HttpMetrics;
import dev.carillon.metrics.LoopMetrics;
import dev.carillon.metrics.PrometheusText;
import dev.carillon.net.Share;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.SocketAddress;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code GET /metrics} and {@code /healthz}, and nothing else, at an address of its own, on a loop of its own: what is done for who
 * watches keeps nobody else waiting. Safe from any thread but its loop's.
 */
final class MetricsServer implements AutoCloseable {
    private static final int UNAVAILABLE = 503;

    private final LoopGroup own = LoopGroup.start("metrics", 1, LoopOptions.DEFAULTS);
    private final Listening listening;
    private final LoopGroup watched;
    private final HttpServer server;
    private volatile PrometheusText figures;
    private volatile boolean ending;

    private MetricsServer(Listening listening, LoopGroup watched, Map<String, HttpServer> servers) {
        this.listening = listening;
        this.watched = watched;
        this.figures = figuresOf(servers);
        Router router = FiguresHttp.router(exchange -> figures.handle(exchange), this::answerHealth);
        try {
            server = listening.http(own, "metrics", Share.EXCLUSIVE, FiguresHttp.options(), router);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Serves figures.
     *
     * @param listening where
     * @param watched the loops whose figures they are
     * @param servers on these loops, by the names that they have in the figures
     * @return the server, to be closed
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    static MetricsServer open(Listening listening, LoopGroup watched, Map<String, HttpServer> servers) {
        return new MetricsServer(listening, watched, servers);
    }

    /** Shows the figures of these servers from now on, which begin where they are: what stays goes on. */
    void show(Map<String, HttpServer> servers) {
        figures = figuresOf(servers);
    }

    private PrometheusText figuresOf(Map<String, HttpServer> servers) {
        Stream<MeterBinder> each = servers.entrySet().stream().map(of -> HttpMetrics.of(of.getKey(), of.getValue()));
        return PrometheusText.of(
                Stream.concat(Stream.of(LoopMetrics.of(watched)), each).toArray(MeterBinder[]::new));
    }

    private void answerHealth(Exchange exchange) {
        if (ending) {
            exchange.status(UNAVAILABLE).send("ending\n");
        } else {
            exchange.send("ok\n");
        }
    }

    /** Where it listens. */
    SocketAddress address() {
        return server.address();
    }

    /** What a successor gets of it. */
    Held held() {
        return listening.held(server.sockets(), () -> {
            server.keepFile();
            server.close(); // or it would answer some of those who ask how the successor does
        });
    }

    /** Begins to accept with what a predecessor has handed over. */
    void start() {
        listening.start(server::start, server::keepFile);
    }

    /** What is watched lets nobody in any more: {@code /healthz} answers 503. */
    void ending() {
        ending = true;
    }

    @Override
    public void close() {
        own.close();
    }
}
