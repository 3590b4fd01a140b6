package dev.carillon.bench;

import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo server as a program writes it with Carillon: what comes goes back. */
final class CarillonEcho {
    private static final ConnectionHandler ECHO = Connection::write;

    private CarillonEcho() {}

    public static void main(String[] arguments) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        ListenerOptions options = ListenerOptions.DEFAULTS.withBacklog(NioEcho.BACKLOG);
        EventLoop loop = EventLoop.open("echo");
        Listener listener = Listener.open(loop, "echo", address, options, () -> ECHO);
        ServerConsole.serve(((InetSocketAddress) listener.address()).getPort());
        loop.run();
    }
}
