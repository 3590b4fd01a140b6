package dev.carillon.bench.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carillon.bench.machine.ServerConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Plaintext by the HTTP server of the JDK, handled on its only thread. */
final class JdkHttp {
    private static final int BACKLOG = 1024;
    private static final byte[] BODY = Resource.PLAINTEXT.body();

    private JdkHttp() {}

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, BODY.length);
        exchange.getResponseBody().write(BODY);
        exchange.close();
    }

    public static void main(String[] arguments) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Else it closes all but 200 connections that rest between two requests.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.createContext(Resource.PLAINTEXT.path(), JdkHttp::answer);
        server.start();
        ServerConsole.serve(server.getAddress().getPort());
    }
}
