package dev.carillon.net;

import dev.carillon.loop.Timeout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The dates of one connection, and which of them is over first; on one timer of the loop. Only bytes that have moved, and
 * what the program asks for, move a date. While the connection's input is held by this side the peer's time stands still, and
 * goes on where it stood.
 *
 * <p>Bytes that come only leave their time behind: the timer is not moved, and looks again when it is due. It judges nothing
 * itself, but has the connection settle, which does that on the freshest facts.
 */
final class Deadlines implements Runnable {
    private static final long NEVER = Long.MAX_VALUE;
    /** In all, a peer that goes on sending after our end gets so many times what one that is silent gets. */
    private static final int LINGERS = 6;

    private final Conversation connection;
    private final Timeout timer;
    private final long began;
    /** Since when the present phase lasts: connected, secured. */
    private long phaseBegan;
    /** Since when the peer is silent, the time in which it was held left out. */
    private long silentSince;
    /** Since when its input is held, or negative. */
    private long heldSince = -1;
    /** Since when a response is awaited, or negative. */
    private long asked = -1;
    /** Since when the kernel has taken nothing of what waits, or negative. */
    private long stuckSince = -1;
    /** When this side's end went out, or negative. */
    private long endedAt = -1;
    /** What the program has set, or negative. */
    private long programs = -1;
    /** Since when it ends because time was over, or negative. */
    private long toldAt = -1;

    private long armedFor = NEVER;
    /** Something began to be waited for: the timer may have to be moved forward. */
    private boolean changed = true;

    Deadlines(Conversation connection, long now) {
        this.connection = connection;
        this.began = now;
        this.phaseBegan = now;
        this.silentSince = now;
        this.timer = connection.loop().timeout(this);
    }

    void phaseBegan(long now) {
        phaseBegan = now;
        silentSince = now;
        changed = true;
    }

    /** Bytes came. */
    void received(long now) {
        silentSince = now;
        asked = -1;
    }

    /** What belongs to the same conversation has moved in the other direction. */
    void moved(long now) {
        silentSince = Math.max(silentSince, now);
    }

    /** Whether the peer is listened to at present. */
    void listening(boolean listens, long now) {
        if (!listens && heldSince < 0) {
            heldSince = now;
        } else if (listens && heldSince >= 0) {
            long held = now - heldSince;
            silentSince += held;
            asked = asked < 0 ? -1 : asked + held;
            heldSince = -1;
            changed = true;
        }
    }

    void asked(long now) {
        asked = now;
        changed = true;
    }

    /** The kernel takes no more; or has taken some again, {@code progress}. */
    void stuck(boolean progress, long now) {
        if (stuckSince < 0) {
            changed = true;
        }
        stuckSince = stuckSince < 0 || progress ? now : stuckSince;
    }

    void notStuck() {
        stuckSince = -1;
    }

    /** The handler has taken care of what was over. */
    void carriesOn(CloseReason over, long now) {
        if (over == CloseReason.DEADLINE && programs <= now) {
            programs = -1;
        } else {
            silentSince = now;
            asked = -1;
        }
        changed = true;
    }

    /** The handler was told that time is over, and has begun to end it: nothing it was told of is of interest any more. */
    void told(long now) {
        toldAt = now;
        programs = -1;
        changed = true;
    }

    void ended(long now) {
        endedAt = now;
        changed = true;
    }

    /** Sets the program's own deadline; negative for none. */
    void programs(long when) {
        programs = when;
        changed = true;
    }

    /** The timer is due: whether a deadline is over, the connection judges when it settles. */
    @Override
    public void run() {
        armedFor = NEVER;
        changed = true;
        connection.deadlineIsDue();
    }

    /** Sets the timer, if something may be over before it looks. */
    void arm(long now) {
        if (!changed) {
            return;
        }
        changed = false;
        long next = Math.min(closing().when, telling().when);
        if (next < armedFor) {
            armedFor = next;
            timer.schedule(Math.max(0, next - now));
        } else if (next == NEVER && armedFor != NEVER) {
            armedFor = NEVER;
            timer.cancel();
        }
    }

    void cancel() {
        timer.cancel();
    }

    /** What is over; null if nothing is. */
    @Nullable
    CloseReason over(long now) {
        Earliest first = closing();
        if (first.when <= now) {
            return first.reason;
        }
        Earliest other = telling();
        return other.when <= now ? other.reason : null;
    }

    /** The earliest of some dates, and what it ends the connection for. */
    private static final class Earliest {
        private long when = NEVER;
        private @Nullable CloseReason reason;

        private void consider(Duration timeout, long since, CloseReason why) {
            if (!timeout.isZero() && since >= 0) {
                at(saturatedSum(since, timeout), why);
            }
        }

        private void at(long moment, CloseReason why) {
            if (moment < when) {
                when = moment;
                reason = why;
            }
        }

        private static long saturatedSum(long since, Duration timeout) {
            boolean endless = timeout.compareTo(Duration.ofNanos(NEVER / 2)) > 0;
            return endless ? NEVER : since + timeout.toNanos();
        }
    }

    /** Those after which there is nobody to tell, or nothing to be answered. */
    private Earliest closing() {
        Earliest first = new Earliest();
        Timeouts timeouts = connection.group.options.timeouts();
        switch (ConnectionState.phase(connection.state)) {
            case CONNECTING -> first.consider(timeouts.connect(), phaseBegan, CloseReason.CONNECT_TIMEOUT);
            case HANDSHAKING -> first.consider(timeouts.handshake(), phaseBegan, CloseReason.HANDSHAKE_TIMEOUT);
            default -> {
                first.consider(timeouts.idleWrite(), stuckSince, CloseReason.IDLE_WRITE_TIMEOUT);
                first.consider(timeouts.linger().multipliedBy(LINGERS), toldAt, CloseReason.LINGER_TIMEOUT);
                if (endedAt >= 0) {
                    first.consider(timeouts.linger(), Math.max(endedAt, silentSince), CloseReason.LINGER_TIMEOUT);
                    first.consider(timeouts.linger().multipliedBy(LINGERS), endedAt, CloseReason.LINGER_TIMEOUT);
                }
            }
        }
        return first;
    }

    /** Those that a handler is told of first. */
    private Earliest telling() {
        Earliest first = new Earliest();
        Timeouts timeouts = connection.group.options.timeouts();
        if (programs >= 0 && ConnectionState.isOpen(connection.state)) {
            first.at(programs, CloseReason.DEADLINE);
        }
        if (toldAt >= 0) {
            return first;
        }
        first.consider(timeouts.lifetime(), began, CloseReason.LIFETIME_OVER);
        if (!ConnectionState.isOpen(connection.state)) {
            return first;
        }
        if (heldSince < 0 && ConnectionState.takesMessages(connection.state)) {
            if (connection.bytesReceived() == 0 && !connection.is(ConnectionState.MADE_HERE)) {
                first.consider(timeouts.firstByte(), silentSince, CloseReason.FIRST_BYTE_TIMEOUT);
            }
            first.consider(timeouts.idleRead(), silentSince, CloseReason.IDLE_READ_TIMEOUT);
            first.consider(
                    timeouts.response(), asked < 0 ? -1 : Math.max(asked, silentSince), CloseReason.RESPONSE_TIMEOUT);
        }
        return first;
    }
}
