package dev.carillon.net;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import dev.carillon.net.ConnectionState.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Reaches a host by its name, as RFC 8305 has it: its addresses are tried in the resolver's order, the families in turn. The
 * next one begins as soon as one has failed, whatever went wrong, or when none has been connected for a quarter of a second; the
 * first that is open wins, and the others are closed. One that is connected and agrees on TLS holds up the next one once, for
 * two seconds.
 *
 * <p>For the loop's thread, but for the beginning.
 */
final class Dialing {
    /** RFC 8305 §5, Connection Attempt Delay. */
    static final Duration STAGGER = Duration.ofMillis(250);

    /** What one that is connected gets once to agree on TLS before another begins: the longest delay of RFC 8305 §5. */
    static final Duration FOR_TLS = Duration.ofSeconds(2);

    private final Connector connector;
    private final String host;
    private final int port;
    private final ConnectionHandler handler;
    private final CompletableFuture<Connection> result = new CompletableFuture<>();
    private final EventLoop loop;
    private final Queue<SocketAddress> addresses = new ArrayDeque<>();
    private final List<Attempt> running = new ArrayList<>();
    private final List<ConnectFailedException> failures = new ArrayList<>();
    private @Nullable Timeout stagger;
    private @Nullable Timeout total;
    /** Nothing is begun any more: one has won, or nobody waits for it. */
    private boolean over;

    Dialing(Connector connector, String host, int port, ConnectionHandler handler) {
        this.connector = connector;
        this.host = host;
        this.port = port;
        this.handler = handler;
        this.loop = connector.loop();
    }

    /** Begins. From any thread. */
    CompletableFuture<Connection> begin(Resolver resolver) {
        try {
            loop.execute(this::limit);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
            return result;
        }
        Lookups.execute(() -> lookUp(resolver));
        CompletableFuture<Connection> _ = result.whenComplete((connection, error) -> {
            if (error != null) {
                onLoop(this::stop); // it may have been cancelled by who waited for it
            }
        });
        return result;
    }

    private void lookUp(Resolver resolver) {
        if (result.isDone()) {
            return; // out of time, or cancelled, before there was a thread for it
        }
        try {
            List<InetAddress> found = resolver.resolve(host);
            if (found.isEmpty()) {
                throw new UnknownHostException(host + ": no addresses");
            }
            onLoop(() -> begin(found));
        } catch (
                Throwable
                        e) { // whatever it is, who waits for the connection is told, and the thread has others to serve
            result.completeExceptionally(e);
        }
    }

    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
    }

    /** Sets the time that it has in all. */
    private void limit() {
        Duration limit = connector.timeouts().dialing();
        if (!limit.isZero() && !result.isDone()) {
            Timeout timeout = loop.timeout(this::outOfTime);
            timeout.schedule(limit);
            total = timeout;
        }
    }

    private void outOfTime() {
        fail(CloseReason.CONNECT_TIMEOUT);
    }

    private void begin(List<InetAddress> found) {
        for (InetAddress address : inTurn(found)) {
            addresses.add(new InetSocketAddress(address, port));
        }
        stagger = loop.timeout(this::another);
        next();
    }

    /** The families in turn, beginning with that of the first, RFC 8305 §4. */
    static List<InetAddress> inTurn(List<InetAddress> found) {
        Class<?> first = found.getFirst().getClass();
        Queue<InetAddress> preferred = new ArrayDeque<>();
        Queue<InetAddress> others = new ArrayDeque<>();
        found.forEach(address -> (address.getClass() == first ? preferred : others).add(address));
        List<InetAddress> inTurn = new ArrayList<>();
        while (!preferred.isEmpty() || !others.isEmpty()) {
            addNext(preferred, inTurn);
            addNext(others, inTurn);
        }
        return inTurn;
    }

    private static void addNext(Queue<InetAddress> from, List<InetAddress> to) {
        InetAddress address = from.poll();
        if (address != null) {
            to.add(address);
        }
    }

    /** None has been open for a while. */
    private void another() {
        for (Attempt attempt : running) {
            if (attempt.isToHaveTime()) {
                schedule(FOR_TLS); // but not for ever: who has taken its connection may be nobody that can speak TLS
                return;
            }
        }
        next();
    }

    private void schedule(Duration delay) {
        Timeout timeout = stagger;
        if (timeout != null && !addresses.isEmpty()) {
            timeout.schedule(delay);
        }
    }

    /** Begins the next attempt; fails if there is none, and none goes on. */
    private void next() {
        while (!over && !addresses.isEmpty()) {
            Attempt attempt = new Attempt(addresses.remove());
            if (attempt.begin()) {
                schedule(STAGGER);
                return;
            }
        }
        if (!over && running.isEmpty()) {
            fail(null);
        }
    }

    private void fail(@Nullable CloseReason reason) {
        if (!over) {
            result.completeExceptionally(ConnectFailedException.all(host, port, reason, failures));
            stop();
        }
    }

    /** Gives up what goes on. */
    private void stop() {
        over = true;
        addresses.clear();
        cancel(stagger);
        cancel(total);
        for (Attempt attempt : List.copyOf(running)) {
            attempt.giveUp();
        }
    }

    private static void cancel(@Nullable Timeout timeout) {
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** One address. It is the connection's handler until it has won. */
    private final class Attempt implements ConnectionHandler {
        private final SocketAddress address;
        private @Nullable Connection connection;
        private boolean hadTime;

        private Attempt(SocketAddress address) {
            this.address = address;
        }

        /** Whether it goes on; that it has failed is noted else. */
        private boolean begin() {
            running.add(this);
            try {
                connection = connector.connect(address, host, this);
                return true;
            } catch (RuntimeException e) { // no descriptor, no such family: perhaps the other one
                running.remove(this);
                failures.add(new ConnectFailedException(address, CloseReason.CONNECT_FAILED, e));
                return false;
            }
        }

        /** Whether it is connected, agrees on TLS, and has not been waited for yet. */
        private boolean isToHaveTime() {
            Connection made = connection;
            boolean handshaking = made != null && ConnectionState.phase(made.conversation.state) == Phase.HANDSHAKING;
            boolean first = handshaking && !hadTime;
            hadTime |= handshaking;
            return first;
        }

        private void giveUp() {
            Connection made = connection;
            if (made != null) {
                made.close();
            }
        }

        @Override
        public void opened(Connection opened) throws Exception {
            running.remove(this);
            if (over || result.isDone()) {
                opened.close();
                return;
            }
            stop();
            opened.handler(handler);
            try {
                handler.opened(opened);
            } catch (Throwable e) { // nobody else tells who waits for the connection
                result.completeExceptionally(e);
                throw e;
            }
            if (!result.complete(opened)) {
                opened.reset(); // cancelled at the same moment
            }
        }

        @Override
        public void received(Connection opened, ByteBuffer bytes) {
            bytes.position(bytes.limit()); // of one that has not won, and is closing
        }

        @Override
        public void closed(Connection gone, CloseReason reason, @Nullable Throwable error) {
            if (!running.remove(this) || over) {
                return;
            }
            failures.add(new ConnectFailedException(address, reason, error));
            if (reason == CloseReason.CLOSED) {
                // What ends with its loop must not begin another: the loop has noted already what it closes.
                fail(reason);
            } else {
                next();
            }
        }
    }
}
