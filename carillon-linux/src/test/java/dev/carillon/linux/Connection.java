package dev.carillon.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A stream connection over the loopback interface, or over a Unix socket, with the listener it came from. */
record Connection(Socket listener, Socket client, Socket server) implements AutoCloseable {
    static final InetSocketAddress IPV4 = any("127.0.0.1");
    static final InetSocketAddress IPV6 = any("::1");

    private static InetSocketAddress any(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    static void assumeIpv6() {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "this machine has no IPv6");
    }

    static Socket listener(SocketAddress address) {
        Socket listener = Socket.openFor(address, SocketType.STREAM);
        listener.bind(address);
        listener.listen(16);
        return listener;
    }

    static Connection over(SocketAddress address) {
        Socket listener = listener(address);
        Socket client = connectedTo(listener.localAddress());
        return new Connection(listener, client, accept(listener));
    }

    static Socket connectedTo(SocketAddress address) {
        Socket client = Socket.openFor(address, SocketType.STREAM);
        if (!client.connect(address)) {
            Expect.events(client, Epoll.OUT);
            client.finishConnect();
        }
        return client;
    }

    static Socket accept(Socket listener) {
        Expect.events(listener, Epoll.IN);
        return Expect.notNull(listener.accept(), "a connection");
    }

    static int port(Socket socket) {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close();
        client.close();
        listener.close();
    }
}
