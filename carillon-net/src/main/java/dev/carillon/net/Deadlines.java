package dev.carillon.net;

import dev.carillon.loop.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The timeouts of one connection, on one timer of the loop. Bytes that come only leave their time behind; when the timer
 * is due it looks at what has happened since, and goes on to the next moment at which one of them could be over.
 */
final class Deadlines implements Runnable {
    private static final long NEVER = Long.MAX_VALUE;

    private final ConnectionCore connection;
    private final Timeout timer;
    private final long opened;
    /** When a response began to be awaited, or negative. */
    private long asked = -1;
    /** When only the peer's end began to be waited for, or negative. */
    private long finishing = -1;

    private long next = NEVER;
    private @Nullable CloseReason nextReason;

    Deadlines(ConnectionCore connection, long now) {
        this.connection = connection;
        this.opened = now;
        this.timer = connection.loop().timeout(this);
    }

    void asked(long now) {
        asked = now;
    }

    void answered() {
        asked = -1;
    }

    void finishing(long now) {
        finishing = now;
    }

    /** Sets the timer to the next moment worth a look. To be called when something begins to be waited for. */
    void review(long now) {
        find();
        if (next == NEVER) {
            timer.cancel();
        } else {
            timer.schedule(Math.max(0, next - now));
        }
    }

    /** The timer is due: the earliest deadline is over, or has moved on meanwhile. */
    @Override
    public void run() {
        long now = connection.presentTime();
        find();
        CloseReason over = nextReason;
        if (over != null && now >= next) {
            connection.end(over, null);
        } else {
            review(now);
        }
    }

    void cancel() {
        timer.cancel();
    }

    private void find() {
        next = NEVER;
        nextReason = null;
        Timeouts timeouts = connection.group.options.timeouts();
        consider(timeouts.lifetime(), opened, CloseReason.LIFETIME_OVER);
        if (connection.is(States.CONNECTING)) {
            consider(timeouts.connect(), opened, CloseReason.CONNECT_TIMEOUT);
            return;
        }
        if (connection.is(States.HANDSHAKING)) {
            consider(timeouts.handshake(), connection.receiver.last(), CloseReason.HANDSHAKE_TIMEOUT);
            return;
        }
        if (finishing >= 0) {
            consider(timeouts.linger(), Math.max(finishing, connection.sender.last()), CloseReason.LINGER_TIMEOUT);
        }
        if (connection.sender.queued() > 0) {
            consider(timeouts.idleWrite(), connection.sender.last(), CloseReason.IDLE_WRITE_TIMEOUT);
        }
        if (connection.isReadingNow() && connection.isListening()) {
            // From the end of a pause, or a worker's work: what came meanwhile is in the kernel, and nobody has looked.
            long waiting = connection.receiver.last();
            if (connection.receiver.bytes() == 0) {
                consider(timeouts.firstByte(), waiting, CloseReason.FIRST_BYTE_TIMEOUT);
            }
            consider(timeouts.idleRead(), waiting, CloseReason.IDLE_READ_TIMEOUT);
            if (asked >= 0) {
                consider(timeouts.response(), Math.max(asked, waiting), CloseReason.RESPONSE_TIMEOUT);
            }
        }
    }

    private void consider(Duration timeout, long since, CloseReason reason) {
        if (timeout.isZero()) {
            return;
        }
        long when = since + saturated(timeout);
        if (when >= 0 && when < next) {
            next = when;
            nextReason = reason;
        }
    }

    private static long saturated(Duration timeout) {
        return timeout.compareTo(Duration.ofNanos(NEVER / 2)) > 0 ? NEVER / 2 : timeout.toNanos();
    }
}
