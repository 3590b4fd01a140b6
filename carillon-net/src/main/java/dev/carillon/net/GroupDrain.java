package dev.carillon.net;

import dev.carillon.loop.Timeout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The part of a {@link Drain} that is one group's. For the loop's thread. */
final class GroupDrain {
    /** So long somebody who has only just connected is awaited when all are to end. */
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(1);

    private final ConnectionGroup group;
    private final Drain drain;
    private @Nullable Timeout deadline;
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean complete;

    GroupDrain(ConnectionGroup group, Drain drain) {
        this.group = group;
        this.drain = drain;
        drain.join();
    }

    void begin() {
        group.draining = this;
        group.openConnections().forEach(this::add);
        Timeout timeout = group.loop.timeout(this::cutOff);
        timeout.schedule(drain.limit());
        deadline = timeout;
    }

    /** It ends soon: what has come already is read once more, and the exchange that may be in that is its last. */
    void add(Connection connection) {
        Conversation c = connection.conversation;
        if (endsItself(c)) {
            return;
        }
        c.set(ConnectionState.DRAINING);
        c.comeBack(Receiving.MISSED_EDGES);
        if (c.bytesReceived() == 0) {
            group.loop.timeout(() -> awaitNoLonger(c)).schedule(FIRST_MESSAGE);
        }
    }

    /** The new one may end it no more by itself. */
    static void handlerChanged(Conversation c) {
        GroupDrain drain = c.group.draining;
        if (drain != null && !c.is(ConnectionState.DRAINING)) {
            drain.add(c.connection);
        }
    }

    private static boolean endsItself(Conversation c) {
        try {
            return c.handler.endsItself();
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            c.handlerFailed(e);
            return false;
        }
    }

    private static void awaitNoLonger(Conversation c) {
        if (!ConnectionState.isLiving(c.state) || c.bytesReceived() != 0) {
            return;
        }
        if (!ConnectionState.isOpen(c.state)) {
            c.connection.close(); // it has not even begun its handshake
            return;
        }
        if (c.forward() == null && c.feeding == null && !c.is(Hold.STREAM.bit())) {
            c.clear(ConnectionState.DRAINING);
            c.connection.finishAfterExchange();
        }
    }

    /** What had come when the drain began has been read. */
    static void lookedAtInput(Conversation c) {
        if (c.is(ConnectionState.DRAINING) && !c.is(ConnectionState.DISCARDING)) {
            c.set(ConnectionState.ENDS_AFTER_EXCHANGE);
        }
    }

    /** Whether something has begun, or is about to begin, that has no end yet. */
    static boolean isInMessage(Conversation c) {
        if (c.forward() != null || c.feeding != null || c.is(Hold.STREAM.bit()) || !ConnectionState.isOpen(c.state)) {
            return true;
        }
        return !ConnectionState.hasInputEnded(c.state) && (c.rest != null || c.bytesReceived() == 0);
    }

    /** No more come to the group. */
    void noMore() {
        complete = true;
        oneEnded();
    }

    /** One of its connections has ended. */
    void oneEnded() {
        if (complete && group.connections.open() == 0) {
            Timeout timeout = deadline;
            if (timeout != null) {
                timeout.cancel();
            }
            end();
        }
    }

    /** Its loop has ended, and so have its connections. */
    void end() {
        if (ended.compareAndSet(false, true)) {
            drain.leave();
        }
    }

    /** Everything was sent to it, the end as well: only its own end is missing. */
    private static boolean hasGotAll(Conversation c) {
        return ConnectionState.hasSaidEnd(c.state) && c.isEmpty();
    }

    /** Nothing was asked that has no answer: what ends is only the chance to ask more. */
    private static boolean isAtRest(Connection connection) {
        Conversation c = connection.conversation;
        return endsItself(c) && ConnectionState.isOpen(c.state) && !c.isInExchange() && c.isEmpty();
    }

    private void cutOff() {
        for (Connection connection : group.openConnections()) {
            if (isAtRest(connection)) {
                drain.countAtRest();
            } else if (!hasGotAll(connection.conversation)) {
                drain.countCutOff();
            }
            if (connection.conversation.isInExchange()) {
                connection.reset(); // what comes is not all: it must not look so
            } else {
                connection.close();
            }
        }
    }
}
