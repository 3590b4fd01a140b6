package dev.carillon.bench.http;

import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ServerUsage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** An HTTP server that runs, what it answers, and what it has used so far. */
final class ServerProcess implements AutoCloseable {
    private static final int SECONDS = 10;

    private final HttpSide side;
    private final Site site;
    private final Dialog dialog;
    private final int port;
    private final Connects sockets;
    private final Map<Resource, Answer> answers = new EnumMap<>(Resource.class);

    /** Makes a connection, over TLS or not. */
    private interface Connects {
        Socket to(InetAddress address, int port) throws IOException;
    }

    /** @param around what is to start it: gives the command that does so */
    ServerProcess(HttpSide side, Site site, boolean tls, UnaryOperator<List<String>> around) throws Children.Failure {
        this.side = side;
        this.site = site;
        this.sockets = tls ? site.key()::connect : Socket::new;
        int free = side.isJava() ? 0 : Nginx.freePort();
        dialog = new Dialog(side.text(), around.apply(side.command(site, free, tls)));
        try {
            port = side.isJava() ? Integer.parseInt(dialog.await("listening on 127.0.0.1:", SECONDS)) : free;
            if (!side.isJava()) {
                dialog.awaitWith(Nginx.READY, SECONDS);
            }
        } catch (Children.Failure e) {
            dialog.close();
            throw e;
        }
    }

    HttpSide side() {
        return side;
    }

    int port() {
        return port;
    }

    long pid() {
        return dialog.pid();
    }

    /** What it answers; asked once. */
    Answer answer(Resource resource) throws Children.Failure {
        Answer known = answers.get(resource);
        if (known == null) {
            if (resource.isFile()) {
                site.awaitSettled();
            }
            try {
                Socket socket = sockets.to(InetAddress.getLoopbackAddress(), port);
                known = Answer.learn(socket, resource.request(), resource.body());
            } catch (IOException | Children.Failure e) {
                throw new Children.Failure(side.text() + " " + resource.path() + ": " + e.getMessage());
            }
            answers.put(resource, known);
        }
        return known;
    }

    ServerUsage usageBefore() throws Children.Failure {
        return ServerUsage.before(dialog, side.isJava());
    }

    ServerUsage usageAfter() throws Children.Failure {
        return ServerUsage.after(dialog, side.isJava());
    }

    @Override
    public void close() {
        if (!side.isJava()) {
            dialog.terminate(); // it does not look at its input
        }
        dialog.close();
    }
}
