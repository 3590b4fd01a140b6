package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import java.nio.ByteBuffer;

/** A service: takes the sockets it was started with, echoes one byte to one client of "web", and ends. */
final class SocketActivationMain {
    private SocketActivationMain() {}

    public static void main(String[] arguments) {
        try (EventLoop loop = EventLoop.open("service");
                SocketActivation activation = SocketActivation.take()) {
            ServiceManager manager = ServiceManager.of(loop);
            manager.status("starts");
            System.out.println("names " + activation.names());
            Socket web = activation.take("web").getFirst();
            if (!web.isCloseOnExec() || !web.isNonBlocking()) {
                throw new IllegalStateException(web + " would block, or be inherited");
            }
            Listener.adopt(loop, "web", web, ListenerOptions.DEFAULTS, () -> new OneByte(loop, manager));
            manager.ready();
            manager.reloading();
            manager.ready();
            System.out.println("ready");
            loop.run();
            System.out.println("served");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage() + " refused");
        }
    }

    /** Echoes, and stops the loop. */
    private record OneByte(EventLoop loop, ServiceManager manager) implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            connection.write(bytes);
            manager.stopping();
            loop.stop();
        }
    }
}
