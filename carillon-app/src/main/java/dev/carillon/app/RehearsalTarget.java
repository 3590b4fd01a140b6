package dev.carillon.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Where a relay relays to in a {@link Rehearsal}: sends back what comes, in plain Java, until it is closed. */
final class RehearsalTarget implements AutoCloseable {
    private static final int BACKLOG = 50;

    private final ServerSocket socket;

    private RehearsalTarget(ServerSocket socket) {
        this.socket = socket;
    }

    static RehearsalTarget open() throws IOException {
        RehearsalTarget target = new RehearsalTarget(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread.ofPlatform().daemon().name("target").start(target::accept);
        return target;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofPlatform().daemon().name("target").start(() -> echo(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private static void echo(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // The relay gave up; what was learnt before counts.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
