package dev.carillon.loop;

import dev.carillon.linux.Fd;
import dev.carillon.loop.jfr.Recording;
import dev.carillon.loop.timer.Timers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a loop, in this order:
 *
 * <ol>
 *   <li>interest that changed since the last wait goes to the kernel;
 *   <li>how long the loop may sleep: not at all with something pending, else until the earliest deadline;
 *   <li>the wait;
 *   <li>the kernel's batch becomes pending sources: no handler runs while the batch is walked;
 *   <li>deadlines that have come, the mailbox and always-ready sources become pending;
 *   <li>all that is pending is handled by priority, then age; what becomes pending meanwhile waits for the next turn;
 *   <li>what was sent in the turn goes out together, {@link SendRing};
 *   <li>post sources become pending, if any other was handled.
 * </ol>
 */
final class Dispatcher implements Poller.Sink {
    private final EventLoop loop;
    private final Poller poller;
    private final LoopStatistics statistics;
    private final SendRing sends;
    private final Interrupts interrupts;
    private final Slice slice;
    private final Watchdog.Pulse pulse = new Watchdog.Pulse();
    private final List<WatchedSource> changed = new ArrayList<>();
    private final List<WatchedSource> alwaysReady = new ArrayList<>();
    private final List<PostSource> posts = new ArrayList<>();
    private List<CustomSource> touched = new ArrayList<>();
    private List<CustomSource> settling = new ArrayList<>();
    private PendingQueue pending = new PendingQueue();
    private PendingQueue handling = new PendingQueue();
    private long lastActivity;
    private boolean othersHandled;
    private boolean inTurn;

    /** Somebody watches the poller's descriptor between turns. */
    private boolean embedded;

    private boolean turning;

    /** The last look at the clock: that costs as much as all else that is done for an event, so one look serves twice. */
    private long now;

    /** When the poller last returned. */
    private long woke;

    Dispatcher(EventLoop loop, Poller poller, LoopStatistics statistics) {
        this.loop = loop;
        this.poller = poller;
        this.statistics = statistics;
        this.sends = loop.sendRing;
        this.interrupts = new Interrupts(loop);
        this.slice = new Slice(loop);
    }

    /** Looks at the clock again: to be called before a turn that does not follow the last one at once. */
    void resume() {
        now = loop.time();
    }

    /** One turn; waits at the most so many nanoseconds, for ever if negative. Returns how many sources were handled. */
    int turn(long longestWait) {
        turning = true;
        try {
            return handled(longestWait);
        } finally {
            turning = false;
            if (embedded) {
                announce();
            }
        }
    }

    private int handled(long longestWait) {
        loop.registry.show();
        settleTouched(); // by calls from outside the turn
        sends.submit(); // nothing waits for what may never come
        applyChanges();
        long waitedBefore = statistics.waitingNanos;
        int events = await(longestWait);
        collect(events);
        if (events > 1) {
            now = loop.time(); // what a long batch took is not the first handler's
        }
        othersHandled = false;
        int handled = handleAll();
        settleTouched();
        sends.submit();
        Recording.turn(loop.name(), events, handled, statistics.waitingNanos - waitedBefore);
        if (othersHandled) {
            posts.forEach(Source::pend);
        }
        statistics.turns++;
        return handled;
    }

    /** From now on the poller's descriptor tells between turns whether one is due. */
    void embed() {
        loop.alarm.open();
        embedded = true;
        announce();
    }

    /** After a turn: the descriptor is readable as soon as the next one is due, and not before. */
    private void announce() {
        applyChanges();
        loop.alarm.arm(loop.timers.next());
        loop.tasks.aboutToSleep();
        if (hasWork() || loop.isStopping()) {
            loop.tasks.wakeIfSleeping();
        }
    }

    /** Something was begun, switched or scheduled: between turns that is a reason to make one. */
    void changed() {
        if (embedded && !turning) {
            loop.tasks.wakeIfSleeping();
        }
    }

    private void applyChanges() {
        if (changed.isEmpty()) {
            return;
        }
        // By index: a failing source disables itself and so adds to the list.
        for (int i = 0; i < changed.size(); i++) {
            WatchedSource source = changed.get(i);
            try {
                source.applyInterest();
            } catch (Throwable e) { // one source's affair, whatever it is
                source.deafened(e);
            }
            statistics.interestChanges++;
        }
        changed.clear();
        now = loop.time();
    }

    private int await(long longestWait) {
        long before = now;
        boolean awake = hasWork() || Thread.currentThread().isInterrupted(); // who leads the loop is to see it
        long timeout = awake ? 0 : loop.alarm.timeoutFor(loop.timers, before);
        if (longestWait >= 0 && (timeout < 0 || timeout > longestWait)) {
            timeout = longestWait;
        }
        int events = timeout == 0 ? poller.poll(0) : sleep(timeout);
        now = loop.time();
        woke = now;
        statistics.polled(events, now - before);
        return events;
    }

    private int sleep(long timeout) {
        TaskQueue tasks = loop.tasks;
        if (loop.mailbox.takeStreaming() && tasks.spinUntilNotEmpty()) {
            return poller.poll(0);
        }
        tasks.aboutToSleep();
        interrupts.arm();
        try {
            return poller.poll(tasks.isEmpty() && !loop.isStopping() ? timeout : 0);
        } finally {
            interrupts.disarm();
            tasks.awake();
        }
    }

    private boolean hasWork() {
        return !pending.isEmpty() || !touched.isEmpty() || !loop.tasks.isEmpty() || isAnyAlwaysReady();
    }

    /** One that is switched off, or that nobody awaits, is no reason to stay awake. */
    private boolean isAnyAlwaysReady() {
        for (int i = 0; i < alwaysReady.size(); i++) {
            if (alwaysReady.get(i).isListening()) {
                return true;
            }
        }
        return false;
    }

    private void collect(int events) {
        if (events > 0) {
            poller.deliver(this); // one virtual call a turn, none an event
        }
        loop.timers.expire(now);
        if (!loop.tasks.isEmpty()) {
            loop.mailbox.pend();
        }
        for (int i = 0; i < alwaysReady.size(); i++) {
            alwaysReady.get(i).pend();
        }
    }

    @Override
    public void ready(long token, int events) {
        Source source = loop.registry.find(token);
        if (source instanceof WatchedSource watched) {
            watched.reported(events);
        } else {
            statistics.stale++;
        }
    }

    private int handleAll() {
        PendingQueue due = pending;
        pending = handling;
        handling = due;
        sends.expect(due.size());
        int handled = 0;
        long began = now;
        long start = began;
        inTurn = true;
        Source source;
        while (!loop.isStopping() && (source = due.poll()) != null) {
            start = now;
            pulse.begin(source, start);
            slice.begin(start);
            handle(source);
            now = loop.time();
            source.statistics().turn(now - start);
            if (now - start >= loop.slowNanos) {
                reportSlow(source, now - start);
            }
            sends.submitIfLate(now);
            handled++;
            // Not a post source, nor what wakes the loop for one: it would call for itself for ever.
            othersHandled |= source.isActivity() || source instanceof IdleSource;
        }
        inTurn = false;
        pulse.end();
        statistics.handled(handled, now - began, start - began);
        return handled;
    }

    /** What a source does in its turn. */
    void handle(Source source) {
        RateLimit limit = source.limit();
        int budget = limit == null ? source.budget() : Math.min(source.budget(), limit.left(now));
        long eventsBefore = source.statistics().events;
        try {
            Outcome outcome = source.dispatch(budget);
            if (outcome == Outcome.MORE) {
                source.pend();
            }
            if (outcome == Outcome.NOTHING) {
                source.statistics().again++;
                source.spinGuard().fruitless();
            } else {
                source.progressed();
            }
        } catch (Throwable e) { // a handler's failure, whatever it is, must not take the other sources down
            failed(source, e);
        }
        if (limit != null && limit == source.limit()) { // it is still the one
            limit.used(source.statistics().events - eventsBefore);
        }
        if (source.isActivity()) {
            lastActivity = now;
        }
    }

    /** What follows from a failure can fail as well: the source's own code hears of it. */
    private void failed(Source source, Throwable error) {
        try {
            source.failed(error);
        } catch (Throwable e) { // as above
            loop.report(source, e, 0);
        }
        keepInterrupt(error);
    }

    /** A handler that throws it has cleared the thread's flag, and the loop's owner would never know. */
    static void keepInterrupt(Throwable error) {
        if (error instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    private void reportSlow(Source source, long nanos) {
        statistics.slowHandlers++;
        Recording.slowHandler(loop.name(), source.toString(), nanos);
    }

    /** When the last source was handled that is neither idle notice nor housekeeping. */
    long lastActivity() {
        return lastActivity;
    }

    /** When the poller last told what is handled now. */
    long woke() {
        return woke;
    }

    /** When the handler that runs was called: the time of {@link Timers}, without a look at the clock. */
    long now() {
        return now;
    }

    /** Asked by a source before each event: whether its share of this turn has time for it. */
    boolean goesOn() {
        return slice.goesOn();
    }

    Watchdog.Pulse pulse() {
        return pulse;
    }

    void pend(Source source) {
        pending.add(source);
        changed();
    }

    /** A source listens again that has something to handle; in this turn still, if it had its place in an earlier one. */
    void pendAgain(Source source, boolean inThisTurn) {
        PendingQueue queue = inThisTurn && inTurn ? handling : pending;
        queue.add(source);
        changed();
    }

    /** Takes a source out of the pending ones, if it is among them. */
    void unpend(Source source) {
        PendingQueue queue = source.pendingIn;
        if (queue != null) {
            queue.remove(source);
        }
    }

    void settleSoon(CustomSource source) {
        touched.add(source);
        changed();
    }

    /** Each source once: what is touched meanwhile is settled in the next turn, so that none keeps the others from theirs. */
    void settleTouched() {
        if (touched.isEmpty()) {
            return;
        }
        List<CustomSource> due = touched;
        touched = settling;
        settling = due;
        sends.expect(due.size());
        now = loop.time();
        for (int i = 0; i < due.size(); i++) {
            CustomSource source = due.get(i);
            pulse.begin(source, now);
            try {
                source.settle();
            } catch (Throwable e) { // as a handler's failure
                failed(source, e);
            }
            long start = now;
            now = loop.time();
            source.statistics().turn(now - start);
            sends.submitIfLate(now);
        }
        pulse.end();
        due.clear();
    }

    void interestChanged(WatchedSource source) {
        if (!source.interestChanged) {
            source.interestChanged = true;
            changed.add(source);
            changed();
        }
    }

    /** What reads a descriptor already that epoll does not take, and so does not know twice. */
    @Nullable
    Source alwaysReadyOn(Fd fd) {
        for (WatchedSource source : alwaysReady) {
            if (source.fd().isOpen() && source.fd().number() == fd.number()) {
                return source;
            }
        }
        return null;
    }

    void addAlwaysReady(WatchedSource source) {
        alwaysReady.add(source);
    }

    void removeAlwaysReady(WatchedSource source) {
        alwaysReady.remove(source);
    }

    void addPost(PostSource source) {
        posts.add(source);
    }

    void removePost(PostSource source) {
        posts.remove(source);
    }

    /** Pending sources, those of this turn included. */
    int depth() {
        return pending.size() + handling.size();
    }
}
