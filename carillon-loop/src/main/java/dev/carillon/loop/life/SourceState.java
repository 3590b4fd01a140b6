package dev.carillon.loop.life;

import org.jspecify.annotations.Nullable;

/**
 * Where a source is in its life, and what each event makes of it.
 *
 * <pre>
 *                 HOLD ▶               HAND ▶
 *     LISTENING ────────── HELD ──────────────── WITH_WORKER        HAND comes from LISTENING too
 *         │      ◀ RELEASE   │       ◀ RETURN         │
 *         │ CLOSE, END       │ CLOSE, END             │ CLOSE
 *         ▼                  ▼           RETURN, END  ▼
 *      CLOSING ◀───────────────────────────────── LEAVING           END leads here from everywhere
 *         │ CLOSED
 *         ▼
 *      CLOSED
 * </pre>
 *
 * <p>A source may be held for several reasons at once ({@link Hold}): HOLD is each of them, RELEASE the last one's end. A
 * worker's return is followed by RELEASE if nothing else holds the source.
 */
@SuppressWarnings("EnumOrdinal") // a table by state and event, and a bit a reason
public enum SourceState {
    /** The loop listens to it. */
    LISTENING,
    /** There is a reason not to listen to it. What becomes ready waits. */
    HELD,
    /** A worker has its descriptor, so nobody else reads it. Holds come and go meanwhile. */
    WITH_WORKER,
    /** Closed for everybody, but a worker has its descriptor still, whose number must not become another file's. */
    LEAVING,
    /** What it holds is being released, step by step. */
    CLOSING,
    /** Nothing is left. */
    CLOSED;

    /** Why a source that is open does not listen. */
    public enum Hold {
        /** Its user has switched it off, or its handler's failure has. */
        DISABLED,
        /** It has had its share of the rate limit's window. */
        LIMITED,
        /** It fired again and again without anything to handle. */
        QUARANTINED,
        /** It fired and nobody awaits it: the kernel keeps what comes. */
        UNAWAITED,
        /** It waits for a deadline of its own. */
        PAUSED;

        public byte bit() {
            return (byte) (1 << ordinal());
        }
    }

    /** What happens to a source. */
    public enum Event {
        /** A reason not to listen has come up. */
        HOLD,
        /** The last reason not to listen is gone. */
        RELEASE,
        /** A worker gets it. */
        HAND,
        /** The worker is done with it. */
        RETURN,
        /** It is to close. */
        CLOSE,
        /** Its loop ends, which waits for no worker. */
        END,
        /** Everything is released. */
        DONE
    }

    private static final int EVENTS = Event.values().length;

    /** A row a state, a column an event; null is what cannot happen. */
    private static final @Nullable SourceState[] NEXT = new @Nullable SourceState[values().length * EVENTS];

    static {
        row(LISTENING, HELD, null, WITH_WORKER, null, CLOSING, CLOSING, null);
        row(HELD, HELD, LISTENING, WITH_WORKER, null, CLOSING, CLOSING, null);
        row(WITH_WORKER, WITH_WORKER, WITH_WORKER, null, HELD, LEAVING, CLOSING, null);
        row(LEAVING, LEAVING, LEAVING, null, CLOSING, LEAVING, CLOSING, null);
        row(CLOSING, CLOSING, CLOSING, null, CLOSING, CLOSING, CLOSING, CLOSED);
        row(CLOSED, CLOSED, CLOSED, null, CLOSED, CLOSED, CLOSED, null);
    }

    private static void row(SourceState from, @Nullable SourceState... next) {
        System.arraycopy(next, 0, NEXT, from.ordinal() * EVENTS, EVENTS);
    }

    /** The next state; {@link IllegalStateException} for what the table has no place for. */
    public SourceState after(Event event) {
        SourceState next = NEXT[ordinal() * EVENTS + event.ordinal()];
        if (next == null) {
            throw new IllegalStateException("a source that is " + this + " meets " + event);
        }
        return next;
    }

    /** Whether nobody has closed it yet. */
    public boolean isOpen() {
        return ordinal() < LEAVING.ordinal();
    }

    /** Whether a worker may be using its descriptor. */
    public boolean isWithWorker() {
        return this == WITH_WORKER || this == LEAVING;
    }
}
