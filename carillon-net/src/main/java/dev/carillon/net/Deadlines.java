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
    /** Since when the peer is silent, the time in which it was held left out; until it is open, since when it is made. */
    private long silentSince;
    /** Since when its input is held, or negative. */
    private long heldSince = -1;
    /** What most connections never have. */
    private @Nullable Rare rare;

    /**
     * What the timer is set for; its complement, which is negative, once something began to be waited for since, so that the
     * timer may have to be moved forward.
     */
    private long armedFor = ~NEVER;

    /** Dates of a connection that is asked, stuck or ending: kept apart, since most are at rest. Each is negative if it is none. */
    private static final class Rare {
        /** Since when a response is awaited. */
        private long asked = -1;
        /** Since when the kernel has taken nothing of what waits. */
        private long stuckSince = -1;
        /** When this side's end went out. */
        private long endedAt = -1;
        /** What the program has set. */
        private long programs = -1;
        /** Since when it ends because time was over. */
        private long toldAt = -1;
    }

    private Rare rare() {
        Rare present = rare;
        if (present == null) {
            rare = present = new Rare();
        }
        return present;
    }

    Deadlines(Conversation connection, long now) {
        this.connection = connection;
        this.began = now;
        this.silentSince = now;
        this.timer = connection.loop().timeout(this);
    }

    void phaseBegan(long now) {
        spoke(now);
        changed();
    }

    private void spoke(long now) {
        silentSince = now;
        heldSince = heldSince < 0 ? heldSince : now; // what went before was nobody's silence
    }

    /** Bytes came. */
    void received(long now) {
        spoke(now);
        notAsked();
    }

    private void notAsked() {
        Rare dates = rare;
        if (dates != null) {
            dates.asked = -1;
        }
    }

    /** What belongs to the same conversation has moved in the other direction. */
    void moved(long now) {
        if (ConnectionState.isOpen(connection.state)) {
            silentSince = Math.max(silentSince, now);
        }
    }

    /**
     * Whether something has changed since {@link #arm}: the clock need not be looked at else, which costs
     * more than all the rest here.
     */
    boolean isToArm(boolean listens) {
        return armedFor < 0 || listens == heldSince >= 0;
    }

    private void listening(boolean listens, long now) {
        if (!listens && heldSince < 0) {
            heldSince = now;
        } else if (listens && heldSince >= 0) {
            long held = now - heldSince;
            silentSince += held;
            Rare dates = rare;
            if (dates != null && dates.asked >= 0) {
                dates.asked += held;
            }
            heldSince = -1;
            changed();
        }
    }

    void asked(long now) {
        rare().asked = now;
        changed();
    }

    /** The kernel takes no more; or has taken some again, {@code progress}. */
    void stuck(boolean progress, long now) {
        Rare dates = rare();
        if (dates.stuckSince < 0) {
            changed();
        }
        dates.stuckSince = dates.stuckSince < 0 || progress ? now : dates.stuckSince;
    }

    void notStuck() {
        Rare dates = rare;
        if (dates != null) {
            dates.stuckSince = -1;
        }
    }

    /** The handler has taken care of what was over. */
    void carriesOn(CloseReason over, long now) {
        if (over == CloseReason.DEADLINE && rare().programs <= now) {
            rare().programs = -1;
        } else {
            silentSince = now;
            notAsked();
        }
        changed();
    }

    /** The handler was told that time is over, and has begun to end it: nothing it was told of is of interest any more. */
    void told(long now) {
        rare().toldAt = now;
        rare().programs = -1;
        changed();
    }

    void ended(long now) {
        rare().endedAt = now;
        changed();
    }

    /** Sets the program's own deadline; negative for none. */
    void programs(long when) {
        rare().programs = when;
        changed();
    }

    private void changed() {
        armedFor = armedFor < 0 ? armedFor : ~armedFor;
    }

    /** The timer is due: whether a deadline is over, the connection judges when it settles. */
    @Override
    public void run() {
        armedFor = ~NEVER;
        connection.deadlineIsDue();
    }

    /**
     * Sets the timer, if something may be over before it looks.
     *
     * @param listens whether the peer is listened to at present
     */
    void arm(boolean listens, long now) {
        listening(listens, now);
        if (armedFor >= 0) {
            return;
        }
        armedFor = ~armedFor;
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
            case CONNECTING -> first.consider(timeouts.connect(), silentSince, CloseReason.CONNECT_TIMEOUT);
            case HANDSHAKING -> first.consider(timeouts.handshake(), silentSince, CloseReason.HANDSHAKE_TIMEOUT);
            default -> considerEnds(first, timeouts);
        }
        return first;
    }

    private void considerEnds(Earliest first, Timeouts timeouts) {
        Rare dates = rare;
        if (dates == null) {
            return;
        }
        Duration inAll = timeouts.linger().multipliedBy(LINGERS);
        first.consider(timeouts.idleWrite(), dates.stuckSince, CloseReason.IDLE_WRITE_TIMEOUT);
        first.consider(inAll, dates.toldAt, CloseReason.LINGER_TIMEOUT);
        first.consider(inAll, dates.endedAt, CloseReason.LINGER_TIMEOUT);
        if (dates.endedAt >= 0) {
            first.consider(timeouts.linger(), Math.max(dates.endedAt, silentSince), CloseReason.LINGER_TIMEOUT);
        }
    }

    /** Those that a handler is told of first. */
    private Earliest telling() {
        Earliest first = new Earliest();
        Timeouts timeouts = connection.group.options.timeouts();
        boolean open = ConnectionState.isOpen(connection.state);
        Rare dates = rare;
        if (open && dates != null && dates.programs >= 0) {
            first.at(dates.programs, CloseReason.DEADLINE);
        }
        if (dates != null && dates.toldAt >= 0) {
            return first;
        }
        first.consider(timeouts.lifetime(), began, CloseReason.LIFETIME_OVER);
        if (open && heldSince < 0 && ConnectionState.takesMessages(connection.state)) {
            considerSilence(first, timeouts);
        }
        return first;
    }

    private void considerSilence(Earliest first, Timeouts timeouts) {
        if (connection.bytesReceived() == 0 && !connection.is(ConnectionState.MADE_HERE)) {
            first.consider(timeouts.firstByte(), silentSince, CloseReason.FIRST_BYTE_TIMEOUT);
        }
        first.consider(timeouts.idleRead(), silentSince, CloseReason.IDLE_READ_TIMEOUT);
        Rare dates = rare;
        if (dates != null && dates.asked >= 0) {
            first.consider(timeouts.response(), Math.max(dates.asked, silentSince), CloseReason.RESPONSE_TIMEOUT);
        }
    }
}
