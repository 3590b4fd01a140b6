package dev.carillon.examples;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.ServiceManager;
import dev.carillon.net.SocketActivation;

/** An echo on the sockets that systemd has opened. */
public final class Activated {
    private Activated() {}

    /**
     * Runs it.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open("main");
                SocketActivation activation = SocketActivation.take();
                ServiceManager manager = ServiceManager.of(loop)) {
            for (Socket socket : activation.take("web")) { // FileDescriptorName=web
                Listener.adopt(loop, "web", socket, ListenerOptions.DEFAULTS, () -> Connection::write);
            }
            manager.ready();
            loop.run();
            manager.stopping();
        }
    }
}
