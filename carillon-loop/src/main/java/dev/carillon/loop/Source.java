package dev.carillon.loop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something a loop listens to: named, prioritised, measured.
 *
 * <p>A source belongs to one loop and is used on its thread, before {@code run} on the thread that made it; anything else
 * throws {@link IllegalStateException}. What is safe from other threads says so. It may be renamed, disabled, enabled and
 * closed at any time, also in its own handler and in another source's handler of the same turn: once closed or disabled,
 * its handler is not called again.
 *
 * <p>A handler that throws does not stop the loop. Its source is disabled, and the loop's error handler hears of it.
 */
public abstract class Source implements AutoCloseable {
    /** Why a source is not listening at the moment; it listens when there is no reason. */
    static final int DISABLED = 1;

    static final int LIMITED = 1 << 1;
    static final int QUARANTINED = 1 << 2;
    static final int UNAWAITED = 1 << 3;
    static final int BUSY = 1 << 4;
    static final int ENDED = 1 << 5;

    // The queue of pending sources links its entries through these.
    @Nullable
    PendingQueue pendingIn;

    int pendingPriority;

    @Nullable
    Source nextPending;

    private final EventLoop loop;
    private final String kind;
    private final SourceStatistics statistics;
    private final long token;
    private String name;
    private int priority = Priority.NORMAL;
    private int budget;
    private int holds;
    private boolean pendingWhenReleased;
    private volatile boolean closed;
    private @Nullable RateLimit rateLimit;
    private @Nullable SpinGuard spinGuard;

    Source(EventLoop loop, String name, String kind) {
        this(loop, name, kind, new SourceStatistics());
    }

    Source(EventLoop loop, String name, String kind, SourceStatistics statistics) {
        this.name = check(loop, name);
        this.loop = loop;
        this.kind = kind;
        this.statistics = statistics;
        this.budget = loop.options.budget();
        this.token = loop.registry.add(this);
    }

    /** What a loop refuses a new source for. */
    static String check(EventLoop loop, String name) {
        loop.checkThread();
        loop.checkNotClosed();
        return checkName(name);
    }

    private static String checkName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a source needs a name");
        }
        return name;
    }

    /** Handles what is ready, at the most {@code budget} events. Called by the loop alone. */
    abstract Outcome dispatch(int budget) throws Exception;

    /** Tells subclasses that {@link #isListening} has changed. */
    void listeningChanged() {}

    /** Releases what the subclass holds, once. */
    void onClose() {}

    /** The threads that wait for its events; null if there is a handler. */
    @Nullable
    Waiters<?> waiters() {
        return null;
    }

    /** Its handler, or what it does by itself, has failed. */
    final void failed(Throwable error) {
        if (!closed) {
            disable();
            Waiters<?> waiting = waiters();
            if (waiting != null) {
                waiting.fail(error);
            }
            onFailed(error);
        }
    }

    /** What else follows from a failure. */
    void onFailed(Throwable error) {}

    /** Whether a handler's failure leaves the source enabled: for sources that run tasks of many owners. */
    boolean survivesFailure() {
        return false;
    }

    /** Whether handling it means that something happened: not so for idle notices and the loop's own housekeeping. */
    boolean isActivity() {
        return true;
    }

    /** Marks the source as having something to handle; while it is held that waits. */
    final void pend() {
        if (isListening()) {
            loop.dispatcher.pend(this);
        } else {
            pendingWhenReleased = true;
        }
    }

    /** What was pending, also what waits until the source is no longer held, is not to be handled any more. */
    final void forgetPending() {
        loop.dispatcher.unpend(this);
        pendingWhenReleased = false;
    }

    final boolean isHeld(int reason) {
        return (holds & reason) != 0;
    }

    final void hold(int reason) {
        boolean before = isListening();
        holds |= reason;
        if (before) {
            pendingWhenReleased = loop.dispatcher.unpend(this);
            listeningChanged();
        }
    }

    final void release(int reason) {
        if (closed || (holds & reason) == 0) {
            return;
        }
        holds &= ~reason;
        if (holds == 0) {
            listeningChanged();
            if (pendingWhenReleased) {
                pendingWhenReleased = false;
                pend();
            }
        }
    }

    final long token() {
        return token;
    }

    final @Nullable RateLimit limit() {
        return rateLimit;
    }

    final SpinGuard spinGuard() {
        SpinGuard guard = spinGuard;
        if (guard == null) {
            spinGuard = guard = new SpinGuard(this);
        }
        return guard;
    }

    /** Forgets a streak of fruitless wake-ups. */
    final void progressed() {
        SpinGuard guard = spinGuard;
        if (guard != null) {
            guard.reset();
        }
    }

    /**
     * The loop it belongs to.
     *
     * @return the loop
     */
    public final EventLoop loop() {
        return loop;
    }

    /**
     * Its name, for logs, statistics and errors. Names need not be unique.
     *
     * @return the name
     */
    public final String name() {
        return name;
    }

    /**
     * Renames it.
     *
     * @param newName not blank
     */
    public final void name(String newName) {
        loop.checkThread();
        name = checkName(newName);
    }

    /**
     * What it listens to, in a word.
     *
     * @return {@code counter}, {@code timer}, {@code signal}, {@code pipe}, {@code stdin}, {@code child}, {@code path}, …
     */
    public final String kind() {
        return kind;
    }

    /**
     * When it is handled in a turn, {@link Priority}.
     *
     * @return 0 (first) to 63 (last)
     */
    public final int priority() {
        return priority;
    }

    /**
     * Changes the priority, at once also for what is pending.
     *
     * @param newPriority 0 (first) to 63 (last), see {@link Priority}
     */
    public final void priority(int newPriority) {
        loop.checkThread();
        priority = Priority.check(newPriority);
        if (loop.dispatcher.unpend(this)) {
            pend();
        }
    }

    /**
     * Changes how many events are handled in one turn before others have theirs.
     *
     * @param events 1 or more
     */
    public final void budget(int events) {
        loop.checkThread();
        if (events < 1) {
            throw new IllegalArgumentException("a budget is 1 event a turn or more, not " + events);
        }
        budget = events;
    }

    final int budget() {
        return budget;
    }

    /**
     * Handles at the most so many events in a span of time; then the source rests until the span is over. What the kernel
     * can keep (bytes, counts, expirations) waits there meanwhile.
     *
     * @param events 1 or more
     * @param interval longer than zero
     */
    public final void rateLimit(int events, Duration interval) {
        loop.checkThread();
        RateLimit limit = new RateLimit(this, events, interval); // first: if it is refused, the present one stays
        noRateLimit();
        rateLimit = limit;
    }

    /** Takes the rate limit off. */
    public final void noRateLimit() {
        loop.checkThread();
        if (rateLimit != null) {
            rateLimit.cancel();
            rateLimit = null;
        }
    }

    /**
     * Whether it is switched on. An enabled source may still be resting because of its rate limit, or set aside because it
     * fired without progress.
     *
     * @return false after {@link #disable}, or after its handler threw
     */
    public final boolean isEnabled() {
        return !isHeld(DISABLED) && !closed;
    }

    /**
     * Whether the loop listens to it at the moment.
     *
     * @return false while it is switched off, rests because of its rate limit, is set aside, or is with a
     *     {@link WorkerPool}; and once closed
     */
    public final boolean isListening() {
        return holds == 0 && !closed;
    }

    /** Switches it on again. What became ready meanwhile is handled now. */
    public final void enable() {
        loop.checkThread();
        checkOpen();
        release(DISABLED);
    }

    /** Switches it off. Off and on again before the loop's next wait costs no system call. */
    public final void disable() {
        loop.checkThread();
        checkOpen();
        hold(DISABLED);
    }

    /**
     * Whether it was not closed. Safe from any thread, where it may lag.
     *
     * @return false once closed
     */
    public final boolean isOpen() {
        return !closed;
    }

    /** Closes it, and the descriptors it owns. Idempotent. Its handler is not called again. */
    @Override
    public final void close() {
        if (closed) {
            return;
        }
        loop.checkThread();
        noRateLimit();
        SpinGuard guard = spinGuard;
        if (guard != null) {
            guard.cancel();
        }
        closed = true;
        loop.dispatcher.unpend(this);
        loop.registry.remove(token);
        onClose();
        Waiters<?> waiting = waiters();
        if (waiting != null) {
            waiting.end(null);
        }
    }

    /**
     * What it has done so far.
     *
     * @return the live figures
     */
    public final SourceStatistics statistics() {
        return statistics;
    }

    /**
     * What was sent and what became of it. Safe from any thread, where it may lag.
     *
     * @return the account; {@link Ledger#EMPTY} for sources that cannot know what was sent
     */
    public Ledger ledger() {
        return Ledger.EMPTY;
    }

    final void checkOpen() {
        if (closed) {
            throw new IllegalStateException("source \"" + name + "\" is closed");
        }
    }

    /** The kind and the name: {@code counter "jobs"}. */
    @Override
    public String toString() {
        return kind + " \"" + name + "\"";
    }
}
