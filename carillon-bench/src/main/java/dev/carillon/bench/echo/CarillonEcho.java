package dev.carillon.bench.echo;

import dev.carillon.bench.machine.ServerConsole;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** An echo server as a program writes it with Carillon: what comes goes back. With the file of a key, over TLS. */
final class CarillonEcho {
    private static final ConnectionHandler ECHO = Connection::write;

    private CarillonEcho() {}

    public static void main(String[] arguments) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenerOptions options = ListenerOptions.DEFAULTS.withBacklog(NioEcho.BACKLOG);
        if (arguments.length > 0) {
            TlsContext tls = TlsContext.server(KeyMaterial.pkcs12(Path.of(arguments[0]), TlsKey.password()));
            options = options.withConnections(ConnectionOptions.DEFAULTS.withTls(tls));
        }
        EventLoop loop = EventLoop.open("echo");
        Listener listener = Listener.open(loop, "echo", address, options, () -> ECHO);
        ServerConsole.serve(((InetSocketAddress) listener.address()).getPort());
        loop.run();
    }
}
