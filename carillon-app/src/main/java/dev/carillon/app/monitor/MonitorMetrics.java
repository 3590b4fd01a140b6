package dev.carillon.app.monitor;

import dev.carillon.app.figures.FiguresHttp;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.Router;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.metrics.LoopMetrics;
import dev.carillon.metrics.PrometheusText;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code GET /metrics} and {@code /healthz} of a monitor, on a loop of its own. That one asks the monitor's for the figures, and waits
 * for a second at the most: one that does not answer is not well, and that is told.
 */
final class MonitorMetrics implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final long PATIENCE_MILLIS = 1000;

    private final LoopGroup own = LoopGroup.start("metrics", 1, LoopOptions.DEFAULTS);
    private final EventLoop watched;
    private final Callable<Figures> figures;
    private final HttpServer server;

    private MonitorMetrics(SocketAddress address, EventLoop watched, Callable<Figures> figures) {
        this.watched = watched;
        this.figures = figures;
        Router router = FiguresHttp.router(this::answerMetrics, this::answerHealth);
        try {
            server = HttpServer.open(own, "metrics", address, Share.EXCLUSIVE, FiguresHttp.options(), router);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Serves them.
     *
     * @param watched the monitor's loop
     * @param figures takes them on that loop
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    static MonitorMetrics open(SocketAddress address, EventLoop watched, Callable<Figures> figures) {
        return new MonitorMetrics(address, watched, figures);
    }

    SocketAddress address() {
        return server.address();
    }

    private void answerMetrics(Exchange exchange) {
        Optional<Figures> now = ask();
        if (now.isPresent()) {
            PrometheusText.of(LoopMetrics.of(watched), new FiguresMeters(now.get()))
                    .handle(exchange);
        } else {
            exchange.status(UNAVAILABLE).send("the monitor does not answer\n");
        }
    }

    private void answerHealth(Exchange exchange) {
        if (ask().isPresent()) {
            exchange.send("ok\n");
        } else {
            exchange.status(UNAVAILABLE).send("the monitor does not answer\n");
        }
    }

    private Optional<Figures> ask() {
        try {
            return Optional.of(watched.submit(figures).get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        own.close();
    }
}
