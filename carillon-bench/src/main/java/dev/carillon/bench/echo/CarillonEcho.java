package dev.carillon.bench.echo;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.LoopChoice;
import dev.carillon.bench.machine.ServerConsole;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Timeouts;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** An echo server as a program writes it with Carillon: what comes goes back. With the file of a key, over TLS. */
final class CarillonEcho {
    private static final ConnectionHandler ECHO = Connection::write;

    private CarillonEcho() {}

    public static void main(String[] arguments) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        // None of the others looks at the time, so neither does this one.
        ConnectionOptions connections =
                ConnectionOptions.DEFAULTS.withTimeouts(Timeouts.NONE).withTrigger(Trigger.EDGE);
        List<String> key = LoopChoice.others(arguments);
        if (!key.isEmpty()) {
            TlsContext tls = TlsContext.server(KeyMaterial.pkcs12(Path.of(key.getFirst()), TlsKey.password()));
            connections = connections.withTls(tls);
        }
        ListenerOptions options =
                ListenerOptions.DEFAULTS.withBacklog(NioEcho.BACKLOG).withConnections(connections);
        EventLoop loop = EventLoop.open("echo", LoopChoice.options(arguments));
        Listener listener = Listener.open(loop, "echo", address, options, () -> ECHO);
        ServerConsole.serve(((InetSocketAddress) listener.address()).getPort());
        loop.run();
    }
}
