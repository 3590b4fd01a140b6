package dev.carillon.loop;

import dev.carillon.loop.life.SourceState;
import dev.carillon.loop.life.SourceState.Event;
import dev.carillon.loop.life.SourceState.Hold;
import dev.carillon.loop.life.Steps;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something a loop listens to: named, prioritised, measured.
 *
 * <p>A source belongs to one loop and is used on its thread, before {@code run} on the thread that made it; anything else
 * throws {@link IllegalStateException}. What is safe from other threads says so. It may be renamed, disabled, enabled and
 * closed at any time, also in its own handler and in another source's handler of the same turn: once closed or disabled,
 * its handler is not called again.
 *
 * <p>A handler that throws does not stop the loop unless it is told to: the loop's error handler hears of it, and the
 * source's {@link FailurePolicy} says what becomes of the source.
 */
public abstract class Source implements AutoCloseable {
    // The queue of pending sources links its entries through these.
    @Nullable
    PendingQueue pendingIn;

    @Nullable
    Source previousPending;

    @Nullable
    Source nextPending;

    private final EventLoop loop;
    private final String kind;
    private final SourceStatistics statistics;
    private final long token;
    private String name;
    private byte priority = Priority.NORMAL;
    private int budget;
    private volatile SourceState state = SourceState.LISTENING;

    /** The reasons not to listen that there are now: the bits of {@link Hold}. */
    private byte holds;

    /** There is something to handle: at once if it listens, or else when it does again. */
    private boolean due;

    /** Its turn came while it was held: it has a place in the turn in which it listens again. */
    private boolean passedOver;

    /** The present turn has taken an event, so that what fails is somebody's handler. */
    private boolean taken;

    private @Nullable FailurePolicy chosenPolicy;
    private @Nullable FailureReports failures;
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

    /** Tells subclasses that it was enabled or disabled, or is still what it was. */
    void enabledChanged() {}

    /** Has the kernel tell nothing of it any more, as it is about to close. Each step is gone, whatever others throw. */
    void silence(Steps steps) {}

    /** Releases what the subclass holds, once: when it closes and no worker has it. */
    void release(Steps steps) {}

    /** The threads that wait for its events; null if there is a handler. */
    @Nullable
    Waiters<?> waiters() {
        return null;
    }

    /** What becomes of it when its handler throws, unless its user chooses. */
    FailurePolicy defaultPolicy() {
        return FailurePolicy.CONTINUE;
    }

    /** What else follows from a failure that has disabled it. */
    void onDisabled(Throwable error) {}

    /** What else follows from a failure after which it goes on. */
    void onContinued() {}

    /** Whether it can find an event by looking, without having been told of one. */
    boolean canLook() {
        return true;
    }

    /** Looks for an event now: for who asks what is there. Not in the middle of a turn of another source's. */
    final void look() {
        if (isListening() && (due || canLook())) {
            forgetPending();
            begin();
            loop.dispatcher.handle(this);
        }
    }

    /** Whether it takes events from the kernel also while nobody awaits them. */
    boolean readsAhead() {
        return false;
    }

    /** Whether the kernel would report it again at once. */
    boolean isStillReady() {
        return false;
    }

    /** Whether handling it means that something happened: not so for idle notices and the loop's own housekeeping. */
    boolean isActivity() {
        return true;
    }

    /** Whether the loop itself needs it: its user may look at it and name it, and no more. */
    boolean isLoopsOwn() {
        return false;
    }

    /** Refuses what would leave the loop without what it lives by. */
    final void checkUsers(String change) {
        loop.checkThread();
        if (isLoopsOwn()) {
            throw new UnsupportedOperationException(this + " is the loop's own, which needs it as it is: no " + change);
        }
    }

    /** Whether its share of the turn has time for another event: asked before each. */
    final boolean goesOn() {
        return loop.dispatcher.goesOn();
    }

    /** Its turn has come: whether it listens. If not, what it has to handle waits until it does. Called by the queue alone. */
    final boolean begin() {
        passedOver = !isListening();
        if (passedOver) {
            return false;
        }
        due = false;
        taken = false;
        return true;
    }

    /** From here on it is the handler that fails, or a worker with the event, and the event is spent. */
    final void handing() {
        taken = true;
    }

    /** An event was taken, and goes to the handler next. */
    final void took() {
        handing();
        statistics.events++;
    }

    /** Its handler, or a worker with its event, has failed, and its policy says what follows; or it has failed itself. */
    final void failed(Throwable error) {
        FailurePolicy policy = failurePolicy();
        failureReports().failed(error, taken || policy != FailurePolicy.CONTINUE ? policy : FailurePolicy.DISABLE);
    }

    /** The kernel refuses what it needs to be told of events at all: it would be deaf from now on. */
    final void deafened(Throwable error) {
        FailurePolicy policy = failurePolicy() == FailurePolicy.STOP ? FailurePolicy.STOP : FailurePolicy.DISABLE;
        failureReports().failed(error, policy);
    }

    final FailureReports failureReports() {
        FailureReports reports = failures;
        if (reports == null) {
            failures = reports = new FailureReports(this);
        }
        return reports;
    }

    /** Marks the source as having something to handle; while it is held that waits. */
    final void pend() {
        if (!isOpen()) {
            return;
        }
        due = true;
        if (isListening()) {
            loop.dispatcher.pend(this);
        }
    }

    /** What was pending, also what waits until the source is no longer held, is not to be handled any more. */
    final void forgetPending() {
        due = false;
        passedOver = false;
        loop.dispatcher.unpend(this);
    }

    final boolean isHeld(Hold reason) {
        return (holds & reason.bit()) != 0;
    }

    final void hold(Hold reason) {
        holds |= reason.bit();
        move(Event.HOLD);
        if (reason == Hold.DISABLED) {
            enabledChanged();
        }
    }

    final void release(Hold reason) {
        if (isHeld(reason)) {
            holds &= (byte) ~reason.bit();
            releaseIfFree();
            if (reason == Hold.DISABLED) {
                enabledChanged();
            }
        }
    }

    private void releaseIfFree() {
        if (holds == 0 && state != SourceState.LISTENING) {
            move(Event.RELEASE);
        }
    }

    /** A worker gets it, and nobody else reads it until {@link #returned}. */
    final void handed() {
        checkOpen();
        if (isHandedOut()) {
            throw new IllegalStateException(this + " is in a worker's hands already");
        }
        handing();
        move(Event.HAND);
    }

    /** The worker is done. Closes the source if that was asked for meanwhile. */
    void returned() {
        move(Event.RETURN);
        releaseIfFree();
    }

    final boolean isHandedOut() {
        return state.isWithWorker();
    }

    /** Keeps what a worker uses from becoming somebody else's, until {@link #unpin}; false if there is nothing to keep. */
    boolean pin() {
        return false;
    }

    /** The worker uses it no more. Any thread. */
    void unpin() {}

    /** The one place where the state changes, and what follows from it. */
    private void move(Event event) {
        SourceState before = state;
        SourceState after = before.after(event);
        if (after == before) {
            return;
        }
        state = after;
        if (after == SourceState.LISTENING || before == SourceState.LISTENING && after.isOpen()) {
            listeningChanged();
        }
        if (after == SourceState.LISTENING && due) {
            loop.dispatcher.pendAgain(this, passedOver);
        }
        if (!after.isOpen()) {
            end(before);
        }
    }

    /** Threads that wait are told first: they would wait for ever. */
    private void end(SourceState before) {
        Steps steps = new Steps();
        if (before.isOpen()) {
            Waiters<?> waiting = waiters();
            if (waiting != null) {
                steps.go(() -> waiting.end(null));
            }
            forgetPending();
            cancelDeadlines();
            silence(steps);
        }
        if (state == SourceState.CLOSING) {
            release(steps);
            loop.registry.remove(token);
            move(Event.DONE);
        }
        steps.rethrow();
    }

    private void cancelDeadlines() {
        if (rateLimit != null) {
            rateLimit.cancel();
        }
        if (spinGuard != null) {
            spinGuard.cancel();
        }
        if (failures != null) {
            failures.end();
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
        checkUsers("other priority");
        handleAt(Priority.check(newPriority));
    }

    final void handleAt(int newPriority) {
        byte checked = (byte) newPriority;
        PendingQueue queue = pendingIn;
        if (queue == null || checked == priority) {
            priority = checked;
            return;
        }
        queue.remove(this); // by the old priority; and back into the same queue, for the same turn
        priority = checked;
        queue.add(this);
    }

    /**
     * What becomes of it when its handler throws.
     *
     * @return the policy; each kind of source has its default, see {@link FailurePolicy}
     */
    public final FailurePolicy failurePolicy() {
        FailurePolicy chosen = chosenPolicy;
        return chosen == null ? defaultPolicy() : chosen;
    }

    /**
     * Chooses what becomes of it when its handler throws.
     *
     * @param policy from now on
     */
    public final void onFailure(FailurePolicy policy) {
        checkUsers("other policy");
        chosenPolicy = Objects.requireNonNull(policy);
    }

    /**
     * Changes how many events are handled in one turn before others have theirs.
     *
     * @param events 1 or more
     */
    public final void budget(int events) {
        checkUsers("other budget");
        if (events < 1) {
            throw new IllegalArgumentException("a budget is 1 event a turn or more, not " + events);
        }
        handleAtMost(events);
    }

    final void handleAtMost(int events) {
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
        checkUsers("rate limit");
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
        return !isHeld(Hold.DISABLED) && isOpen();
    }

    /**
     * Whether the loop listens to it at the moment.
     *
     * @return false while it is switched off, rests because of its rate limit, is set aside, or is with a
     *     {@link WorkerPool}; and once closed
     */
    public final boolean isListening() {
        return state == SourceState.LISTENING;
    }

    /** Switches it on again. What became ready meanwhile is handled now. */
    public final void enable() {
        loop.checkThread();
        checkOpen();
        release(Hold.DISABLED);
    }

    /** Switches it off. Off and on again before the loop's next wait costs no system call. */
    public final void disable() {
        checkUsers("switching off");
        checkOpen();
        hold(Hold.DISABLED);
    }

    /**
     * Whether it was not closed. Safe from any thread, where it may lag.
     *
     * @return false once closed
     */
    public boolean isOpen() {
        return state.isOpen();
    }

    /**
     * Closes it, and the descriptors it owns. Idempotent. Its handler is not called again, and who awaits it is told. While a
     * {@link WorkerPool} has it, its descriptor stays open; the rest of closing follows when the work is done.
     *
     * <p>Everything is released that can be, also when the kernel refuses a part of it; then what it refused is thrown.
     */
    @Override
    public final void close() {
        if (isOpen()) {
            checkUsers("closing");
            if (mayCloseNow()) {
                closeNow();
            }
        }
    }

    /** Whether closing takes effect at once; a source that says no closes itself as soon as it can. */
    boolean mayCloseNow() {
        return true;
    }

    final void closeNow() {
        if (state.isOpen()) {
            move(Event.CLOSE);
        }
    }

    /** Its loop is about to end: one that does not close at once begins to. */
    final void beginClosing() {
        if (state.isOpen()) {
            mayCloseNow();
        }
    }

    /** Closes it as the loop ends, which waits for no worker: who has its descriptor finds that closed. */
    final void closeWithLoop() {
        move(Event.END);
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
        if (!isOpen()) {
            throw new IllegalStateException("source \"" + name + "\" is closed");
        }
    }

    /** The kind and the name: {@code counter "jobs"}. */
    @Override
    public String toString() {
        return kind + " \"" + name + "\"";
    }
}
