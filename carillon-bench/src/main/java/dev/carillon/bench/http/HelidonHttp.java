package dev.carillon.bench.http;

import dev.carillon.bench.machine.ServerConsole;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import java.net.InetAddress;
import java.time.Duration;

/** Plaintext by Helidon 4 as TechEmpower has it: a virtual thread a connection. */
final class HelidonHttp {
    private static final int BACKLOG = 1024;
    private static final Header TYPE = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
    private static final byte[] BODY = Resource.PLAINTEXT.body();
    private static final Header LENGTH =
            HeaderValues.createCached(HeaderNames.CONTENT_LENGTH, String.valueOf(BODY.length));

    private HelidonHttp() {}

    public static void main(String[] arguments) {
        Handler plaintext = (_, response) -> {
            response.header(LENGTH);
            response.header(TYPE);
            response.send(BODY);
        };
        WebServer server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .backlog(BACKLOG)
                .idleConnectionTimeout(Duration.ofHours(1))
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing ->
                        routing.get(Resource.PLAINTEXT.path(), plaintext).get(Resource.VIRTUAL.path(), plaintext))
                .build()
                .start();
        ServerConsole.serve(server.port());
    }
}
