package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Secret;
import dev.carillon.config.Section;
import dev.carillon.http.HttpLimits;
import dev.carillon.http.Method;
import dev.carillon.http.server.BearerAuth;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.Socket;
import dev.carillon.net.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lines that are posted over HTTP, {@code POST /in/NAME} with the source's name.
 *
 * @param at where it listens
 * @param token who may
 */
record PostInput(SocketAddress at, Optional<Secret> token) implements Input {
    static final String KEY = "post";
    private static final String PATH = "/in/";
    private static final int LARGEST = 64 * 1024;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final Key<SocketAddress> AT = new Key<>("at", Kind.address(), "Where it listens.");
    private static final Key<Secret> TOKEN =
            new Key<>("token", Kind.secret(), "What has to be sent along, as \"Authorization: Bearer …\".");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Lines in the body of POST /in/NAME, with the source's name; 64 KiB at the most.")
                .map(of -> {
                    Optional<Secret> token = of.find(TOKEN);
                    if (!of.has(TOKEN.name())) {
                        of.missing(of.path(TOKEN.name()) + " is missing; allowed: "
                                + TOKEN.kind().allowed());
                    }
                    return new PostInput(of.require(AT, new InetSocketAddress(0)), token);
                });
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> claims() {
        return Set.of(Listening.toStreams(at).text());
    }

    @Override
    public Optional<Listening> listening() {
        return Optional.of(Listening.toStreams(at));
    }

    @Override
    public boolean givesText() {
        return true;
    }

    @Override
    public OpenInput open(Inlet inlet) throws IOException {
        if (token.isEmpty()) {
            throw new IOException("it has no token");
        }
        HttpHandler handler = BearerAuth.of(
                        "carillon", Map.of("source", token.get().text()))
                .before(exchange -> take(inlet, exchange));
        HttpOptions options = HttpOptions.DEFAULTS.withLimits(HttpLimits.DEFAULTS.withBody(LARGEST));
        return new Open(inlet.takeInherited()
                .map(socket -> HttpServer.adopt(inlet.loop(), inlet.name(), socket, options, handler))
                .orElseGet(() -> HttpServer.open(inlet.loop(), inlet.name(), at, options, handler)));
    }

    /** A server, which somebody else may go on with. */
    private record Open(HttpServer server) implements OpenInput {
        @Override
        public Optional<Socket> socket() {
            return server.sockets().stream().findFirst();
        }

        @Override
        public void owningFile(boolean isOwn) {
            server.listeners().forEach(isOwn ? Listener::ownFile : Listener::keepFile);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static void take(Inlet inlet, Exchange exchange) {
        if (!exchange.request().path().equals(PATH + inlet.name())) {
            exchange.fail(NOT_FOUND);
        } else if (exchange.request().method() != Method.POST) {
            exchange.setField("Allow", "POST");
            exchange.fail(NOT_ALLOWED);
        } else {
            exchange.whole((self, bytes) -> {
                lines(inlet, bytes);
                self.status(NO_CONTENT).send();
            });
        }
    }

    /** The end of the body is the end of a line. */
    private static void lines(Inlet inlet, ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return;
        }
        ByteBuffer whole = ByteBuffer.allocate(bytes.remaining() + 1).put(bytes);
        if (whole.get(whole.position() - 1) != '\n') {
            whole.put((byte) '\n');
        }
        new LineCutter(inlet::line).take(whole.flip());
    }
}
