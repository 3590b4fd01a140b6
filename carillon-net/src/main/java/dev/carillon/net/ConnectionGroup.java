package dev.carillon.net;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsEngine;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of a listener or connector on one loop have in common, so that each of them is small: name, options,
 * statistics, spare buffers.
 */
final class ConnectionGroup {
    /** Who a Unix peer has to be. */
    private static final String LOCAL_NAME = "localhost";

    private static final int KEPT = 1024;

    final EventLoop loop;
    final String name;
    ConnectionOptions options;
    final SourceStatistics statistics = new SourceStatistics();
    final ConnectionStatistics connections;
    final Buffers buffers;
    /** For records of TLS: the JDK's ciphers work on arrays, and copy piece by piece what is elsewhere. */
    final Buffers records;

    private final ArrayDeque<Outbox> outboxes = new ArrayDeque<>();

    final Pipes pipes = new Pipes();
    final Answers answers = new Answers();
    final TurnShare share;
    /** What their bytes go out by. */
    Wire wire;
    /** How they come to their end; null before that begins. */
    @Nullable
    GroupDrain draining;

    ConnectionGroup(EventLoop loop, String name, ConnectionOptions options) {
        loop.check(options.trigger()); // now, rather than for each connection that comes
        this.loop = loop;
        this.name = name;
        this.options = options;
        this.wire = RingWire.of(loop.sendRing());
        this.share = new TurnShare(loop.statistics());
        Buffers.Budget budget = new Buffers.Budget(options.bufferBudget());
        this.connections = new ConnectionStatistics(budget);
        this.buffers = Buffers.direct(budget);
        this.records = Buffers.onHeap(budget);
    }

    /** Has other times, marks and TLS from now on, which were checked. What a connection has chosen when it began stays as it is. */
    void change(ConnectionOptions newOptions) {
        options = newOptions;
    }

    /** Refuses what the connections of a listener cannot become. From any thread: a trigger never changes. */
    void checkChange(ConnectionOptions newOptions) {
        if (newOptions.trigger() != options.trigger()) {
            throw new IllegalArgumentException(
                    "connections of \"" + name + "\" stay " + options.trigger() + ", not " + newOptions.trigger());
        }
        newOptions.tls().ifPresent(this::checkServer);
    }

    /** An empty queue. */
    Outbox takeOutbox() {
        Outbox kept = outboxes.poll();
        return kept == null ? new Outbox(buffers) : kept;
    }

    /** Takes an empty queue back. */
    void giveBack(Outbox outbox) {
        if (outboxes.size() < KEPT) {
            outbox.round(0); // whose next it is has had no share
            outboxes.push(outbox);
        }
    }

    /** Whether there is something to wait for with a limit from the beginning on. */
    boolean hasTimeouts(boolean connecting, boolean handshaking) {
        Timeouts timeouts = options.timeouts();
        return !timeouts.lifetime().isZero()
                || !timeouts.firstByte().isZero()
                || !timeouts.idleRead().isZero()
                || !timeouts.idleWrite().isZero()
                || !timeouts.response().isZero()
                || connecting && !timeouts.connect().isZero()
                || handshaking && !timeouts.handshake().isZero();
    }

    /** Refuses the TLS context of a client. */
    void checkServer(TlsContext context) {
        context.engine();
    }

    /** Refuses the TLS context of a server. */
    void checkClient(TlsContext context) {
        context.engine(LOCAL_NAME, 0);
    }

    /** For a connection that was accepted; null without TLS. */
    @Nullable
    TlsEngine engine() {
        return options.tls().map(TlsContext::engine).orElse(null);
    }

    /** For a connection to an address, whose certificate is to be for a host; null without TLS. */
    @Nullable
    TlsEngine engineFor(String host, SocketAddress peer) {
        TlsContext context = options.tls().orElse(null);
        if (context == null) {
            return null;
        }
        return context.engine(host, peer instanceof InetSocketAddress internet ? internet.getPort() : 0);
    }

    /** Whom to expect at an address for which no name is known: its own digits, whatever name they may once have led to. */
    static String literal(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return LOCAL_NAME;
        }
        return internet.isUnresolved()
                ? internet.getHostString()
                : internet.getAddress().getHostAddress();
    }

    /** Those that have not ended. A connection knows its group, so no list of them has to be kept. */
    List<Connection> openConnections() {
        List<Connection> open = new ArrayList<>();
        for (Source source : loop.sources()) {
            if (source instanceof Connection connection && connection.conversation.group == this) {
                open.add(connection);
            }
        }
        return open;
    }

    /** One of its connections has ended. */
    void closed(CloseReason reason) {
        connections.count(reason);
        if (connections.open() == 0) {
            pipes.close();
        }
        GroupDrain drain = draining;
        if (drain != null) {
            drain.oneEnded();
        }
    }
}
