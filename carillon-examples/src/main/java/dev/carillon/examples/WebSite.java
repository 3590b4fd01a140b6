package dev.carillon.examples;

import dev.carillon.http.server.BodyWriter;
import dev.carillon.http.server.Compression;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.PathVariable;
import dev.carillon.http.server.Route;
import dev.carillon.http.server.Router;
import dev.carillon.http.server.StaticFiles;
import dev.carillon.http.server.StaticOptions;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/** A bit of everything, for trying clients: docs/outside-clients.md tells which were. */
public final class WebSite {
    private static final int PARTS = 1000;

    private WebSite() {}

    /**
     * Runs it until TERM or Ctrl-C.
     *
     * @param arguments the port, and the directory that is served below {@code /files/}
     */
    public static void main(String[] arguments) {
        var address = new InetSocketAddress("localhost", Integer.parseInt(arguments[0]));
        var options = StaticOptions.DEFAULTS.withPrefix("/files/");
        try (StaticFiles files = StaticFiles.open(Path.of(arguments[1]), options);
                EventLoop loop = EventLoop.open("web")) {
            Router routes = Router.builder()
                    .get("/", exchange -> exchange.send("Hello, World!\n"))
                    .post("/echo", exchange -> exchange.whole(Exchange::send))
                    .post("/early", exchange -> exchange.fail(403, "not wanted"))
                    .get("/parts", WebSite::parts)
                    .all(Route.of("/files/{path...}", PathVariable.text("path")), files)
                    .build();
            var site = Compression.DEFAULTS.before(routes);
            HttpServer server = HttpServer.open(loop, "web", address, HttpOptions.DEFAULTS, site);
            loop.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> loop.stop());
            System.out.println("listening on " + server.address());
            loop.run();
        }
    }

    /** Some at a time, so that its length is not known beforehand. */
    private static void parts(Exchange exchange) {
        BodyWriter writer = exchange.setField("Content-Type", "text/plain; charset=utf-8").stream();
        for (int part = 0; part < PARTS; part++) {
            writer.write(StandardCharsets.US_ASCII.encode("part " + part + "\n"));
        }
        writer.finish();
    }
}
