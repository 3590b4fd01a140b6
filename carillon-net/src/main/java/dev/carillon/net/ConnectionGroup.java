package dev.carillon.net;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.SourceStatistics;

/**
 * What the connections of a listener or connector on one loop have in common, so that each of them is small: name, options,
 * statistics, spare buffers.
 */
final class ConnectionGroup {
    final EventLoop loop;
    final String name;
    final ConnectionOptions options;
    final SourceStatistics statistics = new SourceStatistics();
    final ConnectionStatistics connections = new ConnectionStatistics();
    final Chunks chunks = new Chunks();
    final Pipes pipes = new Pipes();

    ConnectionGroup(EventLoop loop, String name, ConnectionOptions options) {
        loop.check(options.trigger()); // now, rather than for each connection that comes
        this.loop = loop;
        this.name = name;
        this.options = options;
    }

    /** Whether there is something to wait for with a limit from the beginning on. */
    boolean hasTimeouts(boolean connecting) {
        Timeouts timeouts = options.timeouts();
        return !timeouts.lifetime().isZero()
                || !timeouts.firstByte().isZero()
                || !timeouts.idleRead().isZero()
                || !timeouts.idleWrite().isZero()
                || !timeouts.response().isZero()
                || connecting && !timeouts.connect().isZero();
    }

    /** One of its connections has ended. */
    void closed(CloseReason reason) {
        connections.count(reason);
        if (connections.open() == 0) {
            pipes.close();
        }
    }
}
