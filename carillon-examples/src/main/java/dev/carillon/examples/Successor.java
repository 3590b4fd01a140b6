package dev.carillon.examples;

import dev.carillon.loop.EventLoop;
import dev.carillon.net.Connection;
import dev.carillon.net.HandOver;
import dev.carillon.net.HandOverHandler;
import dev.carillon.net.Handed;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;

/** A listener that goes from a process to its successor, while clients connect. */
final class Successor {
    private Successor() {}

    /** What the old process does. */
    static void offer(EventLoop loop, Listener listener, UnixDomainSocketAddress control) {
        HandOver.listen(loop, "control", control, new HandOverHandler() {
            @Override
            public void opened(HandOver with) {
                with.send("web", listener.socket()); // a twin: both accept until one closes
            }

            @Override
            public void received(HandOver from, Handed item) { // "taken"
                listener.keepFile();
                listener.close();
                from.finish();
            }
        });
    }

    /** What the new process does. */
    static void takeOver(EventLoop loop, UnixDomainSocketAddress control) {
        HandOver.connect(loop, "successor", control, (from, item) -> {
            if (item.isListener()) {
                Listener.adopt(loop, item.name(), item.take(), ListenerOptions.DEFAULTS, () -> Connection::write);
                from.send("taken", ByteBuffer.allocate(0));
                from.finish();
            }
        });
    }
}
