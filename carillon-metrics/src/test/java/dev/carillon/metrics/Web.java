package dev.carillon.metrics;

import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server on two loops, and its figures as they are served. */
final class Web implements AutoCloseable {
    final LoopGroup loops = LoopGroup.start("loop", 2, LoopOptions.DEFAULTS);
    final HttpServer server;
    final PrometheusText figures;

    Web(String name, HttpOptions options, HttpHandler handler) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.open(loops, "web", any, options, handler);
        figures = PrometheusText.of(LoopMetrics.of(loops), HttpMetrics.of(name, server));
    }

    /** Sends requests on one connection, the last of which is to ask for its end, and reads all that is answered. */
    String ask(String requests) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.address();
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** The figures as soon as all connections have ended, and with them been counted. */
    Exposition read() {
        while (server.statistics().connections() > 0) {
            Thread.onSpinWait();
        }
        return new Exposition(figures.text());
    }

    @Override
    public void close() {
        loops.close();
    }
}
