package dev.carillon.app.figures;

import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.Router;
import dev.carillon.net.ListenerOptions;
import java.time.Duration;

/** {@code GET /metrics} and {@code /healthz}, and nothing else, for a few who watch: the same for every command that has figures. */
public final class FiguresHttp {
    /** At once. */
    private static final int CONNECTIONS = 64;
    /** With who asks for nothing, and keeps others away. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private FiguresHttp() {}

    /** What such a server takes. */
    public static HttpOptions options() {
        return HttpOptions.DEFAULTS
                .withKeepAlive(PATIENCE, Integer.MAX_VALUE)
                .withListener(ListenerOptions.DEFAULTS.withLimits(CONNECTIONS, CONNECTIONS));
    }

    /** What it answers. */
    public static Router router(HttpHandler metrics, HttpHandler health) {
        return Router.builder().get("/metrics", metrics).get("/healthz", health).build();
    }
}
