package dev.carillon.loop;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.jfr.Recording;
import dev.carillon.loop.life.Lifecycle;
import dev.carillon.loop.stream.Chunks;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import dev.carillon.loop.timer.Timers;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one loop, everything Linux can signal.
 *
 * <p>Make sources with the methods of {@link Sources}, then {@link #run} on a platform thread of your own: what a kind of source
 * needs is ready then. The first child, path or signal that a handler makes keeps the others waiting while classes load. Only
 * {@link #execute}, {@link #submit}, {@link #stop}, {@link #close}, the statistics and what says so are safe from other
 * threads; the rest is for the thread that runs the loop (before that: that made it) and throws
 * {@link IllegalStateException} elsewhere.
 *
 * <p>A task handed to {@code execute} happens after what its thread did before, and what a handler does happens before
 * what later handlers of the loop see.
 */
public final class EventLoop implements Sources, Executor, AutoCloseable {
    /** Who waits for the end looks for the owner so soon, then twice as long apart, and at last every second. */
    private static final long FIRST_LOOK_NANOS = 10_000_000;

    private static final long LONGEST_LOOK_NANOS = 1_000_000_000;

    private final String name;
    final LoopOptions options;
    final ReadBuffer readBuffer;
    final Lifecycle lifecycle;
    private final TimeSource time;
    private final long origin;
    final long slowNanos;
    private final byte timerAccuracyBits;
    final Registry registry = new Registry();
    final Timers timers = new Timers(0);
    private final LoopStatistics statistics = new LoopStatistics();
    final Failures failures;
    final Poller poller;
    final SendRing sendRing;
    final Dispatcher dispatcher;
    final Alarm alarm = new Alarm(this);
    final Wakeup wakeup;
    final TaskQueue tasks;
    final Mailbox mailbox;
    private final TimeoutsSource timeouts;
    final List<ExitSource> exits = new ArrayList<>();
    final Endings endings = new Endings(this);
    final Chunks chunks = new Chunks();

    private EventLoop(String name, LoopOptions options) {
        this.name = name;
        this.options = options;
        this.lifecycle = new Lifecycle(toString());
        this.time = options.time();
        this.origin = time.nanos();
        this.readBuffer = new ReadBuffer(options.readBuffer());
        this.failures = new Failures(options.errorHandler(), statistics);
        this.slowNanos = Accuracy.saturatedNanos(options.slowHandler());
        this.timerAccuracyBits = Accuracy.bitsOf(options.timerAccuracy());
        this.poller = options.poller().apply(options.batch());
        poller.warning().ifPresent(text -> Failures.say(Level.WARNING, text + " (" + this + ")"));
        this.sendRing = new SendRing(this, options.sendRing(), statistics);
        this.dispatcher = new Dispatcher(this, poller, statistics);
        this.wakeup = Wakeup.open(this);
        this.tasks = new TaskQueue(name, wakeup.eventFd(), () -> Watchdog.makeUp(this));
        this.mailbox = new Mailbox(this, tasks);
        this.timeouts = new TimeoutsSource(this);
    }

    /**
     * A loop with the default options.
     *
     * @param name for logs, statistics and errors
     * @return the loop
     * @throws LinuxException if descriptors are exhausted
     */
    public static EventLoop open(String name) {
        return open(name, LoopOptions.DEFAULTS);
    }

    /**
     * A loop.
     *
     * @param name for logs, statistics and errors
     * @param options how it is made
     * @return the loop
     * @throws LinuxException if descriptors are exhausted
     */
    public static EventLoop open(String name, LoopOptions options) {
        return new EventLoop(name, options);
    }

    /**
     * Runs until {@link #stop}. Then exit sources run by priority, tasks that were accepted are run, and all sources and
     * descriptors are closed. The calling thread is the loop's from now on.
     *
     * <p>To {@linkplain Thread#interrupt interrupt} the thread is to stop the loop, and so is a handler that throws
     * {@link InterruptedException}: executors and structured scopes end it in that way. The thread is interrupted when this
     * returns; what the end itself waits for is not cut short by that.
     *
     * @throws IllegalStateException if it runs already, is driven by another thread's {@link #turn} or has ended; and on a
     *     virtual thread: a waiting loop would hold its carrier
     */
    public void run() {
        lifecycle.beginRun();
        try {
            Recording.look();
            Watchdog.watch(this);
            dispatcher.resume();
            while (!lifecycle.isStopping()) {
                dispatcher.turn(-1);
                if (Thread.currentThread().isInterrupted()) {
                    lifecycle.stop();
                }
            }
        } finally {
            if (lifecycle.claimOwnEnd()) {
                end();
            }
        }
    }

    /**
     * One turn, for programs that have a loop of their own: waits, handles what is ready, returns. The first one makes the
     * loop the calling thread's: from then on no other thread may drive or run it. A loop that was asked to end is ended by
     * this turn, or by the next: exit sources run and everything is closed.
     *
     * <p>A thread that is interrupted does not wait: the turn looks, handles what is ready and leaves the thread interrupted.
     * What that means is the calling program's affair.
     *
     * @param longestWait how long to wait at the most if nothing is ready; zero only looks
     * @return how many sources were handled
     * @throws IllegalStateException inside a turn, that is, in a handler; if another thread leads the loop; on a virtual
     *     thread; and once it has ended
     */
    public int turn(Duration longestWait) {
        lifecycle.beginTurn();
        try {
            if (lifecycle.isStopping()) {
                return 0;
            }
            dispatcher.resume();
            return dispatcher.turn(Math.max(0, Accuracy.saturatedNanos(longestWait)));
        } finally {
            if (!lifecycle.isStopping()) {
                lifecycle.endTurn();
            } else if (lifecycle.claimOwnEnd()) {
                end();
            }
        }
    }

    /**
     * The descriptor by which this loop lives inside another one, as {@code sd_event_get_fd(3)}: readable whenever a turn is due,
     * for what is ready in the kernel, for a deadline, a task or a stop. The other loop watches it for reading, level-triggered,
     * and calls {@link #turn} with zero on the loop's thread each time; {@link #close} ends the watch.
     *
     * <p>What changes between turns counts as well: to schedule a timeout, or to switch a source on, makes a turn due. From this
     * call on each turn costs up to two system calls more.
     *
     * @return the descriptor's number; it stays the loop's: not to be read, changed or closed
     * @throws UnsupportedOperationException if the poller has none; {@link PollerKind#EPOLL} has
     * @throws IllegalStateException on another thread than the loop's, once it has ended, and for a loop whose time is not the
     *     system's: no descriptor tells of its deadlines
     * @throws LinuxException if no descriptor is left for the kernel's timer
     */
    public int descriptor() {
        checkThread();
        checkNotClosed();
        int descriptor = poller.descriptor();
        if (descriptor < 0) {
            throw new UnsupportedOperationException("poller " + poller.name()
                    + " has no descriptor that another loop could watch: make " + this + " with poller epoll");
        }
        if (!isOnSystemTime()) {
            throw new IllegalStateException(this + " has a time of its own: no descriptor tells of its deadlines");
        }
        dispatcher.embed();
        return descriptor;
    }

    /**
     * Asks the loop to end, safe from any thread: the handler that runs is finished, no other event is handled, exit sources
     * run, everything is closed. Who leads the loop carries it out: {@link #run}, or the present or next {@link #turn}.
     * Idempotent.
     */
    public void stop() {
        lifecycle.stop();
        tasks.wakeIfSleeping();
    }

    /**
     * Whether the loop was asked to end, or has ended. Safe from any thread.
     *
     * @return true from {@link #stop} on
     */
    public boolean isStopping() {
        return lifecycle.isStopping();
    }

    /**
     * The loop's end. Safe from any thread.
     *
     * @return completed when exit sources have run and everything is closed, by the thread that did it; never exceptionally
     */
    public CompletionStage<@Nullable Void> terminated() {
        return lifecycle.terminated();
    }

    /**
     * Stops the loop and waits until it has ended. Idempotent, safe from any thread.
     *
     * <p>Who calls it decides who carries it out: a loop that nobody has led yet is ended by the calling thread, one that the
     * calling thread drives by {@link #turn} likewise; in a handler and in whatever else a turn runs this only stops the loop,
     * which ends when the turn does. On any other thread it waits for the one that leads the loop, so it never ends if that
     * thread makes no further turn: {@link #close(Duration)} bounds the wait. If that thread is dead, or waits in
     * {@link System#exit} for shutdown hooks of which this may be one, the calling thread ends the loop in its place.
     */
    @Override
    public void close() {
        endWithin(Long.MAX_VALUE);
    }

    /**
     * As {@link #close()}, waiting at the most so long. The loop's own children, which it ends with itself, are killed when most
     * of that has passed, however long they might take otherwise.
     *
     * @param patience how long, in the system's time; zero or less does not wait
     * @return whether the loop has ended; if not it will, as soon as the thread that leads it comes to it
     */
    public boolean close(Duration patience) {
        return endWithin(Accuracy.saturatedNanos(patience));
    }

    private boolean endWithin(long patienceNanos) {
        endings.within(patienceNanos);
        stop();
        if (lifecycle.claimEnd()) {
            end();
            return true;
        }
        return isLoopThread() ? lifecycle.isEnded() : awaitEnd(patienceNanos);
    }

    private boolean awaitEnd(long patienceNanos) {
        boolean interrupted = false;
        boolean ended = false;
        long left = patienceNanos;
        long look = FIRST_LOOK_NANOS;
        do {
            long wait = Math.min(left, look);
            try {
                ended = lifecycle.awaitEnd(wait);
            } catch (InterruptedException e) {
                interrupted = true; // the end is waited for all the same
            }
            if (!ended && lifecycle.takeOver()) {
                end();
                ended = true;
            }
            left -= wait;
            look = Math.min(2 * look, LONGEST_LOOK_NANOS);
        } while (!ended && left > 0);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }

    /** Begins where another thread that does not come back has ended, if it has come so far. */
    private void end() {
        boolean interrupted = Thread.interrupted(); // what waits in an exit handler waits
        try {
            interrupted |= runExitHandlers();
            mailbox.runLast();
            lifecycle.closing(); // who is told of an end must not begin anew: nobody would close that
            for (Source source : registry.all().reversed()) {
                attempt("could not close ", source, source::beginClosing);
            }
            attempt("could not settle ", this, dispatcher::settleTouched);
            for (Source source : registry.all().reversed()) {
                attempt("could not close ", source, source::closeWithLoop);
            }
            attempt("could not see to the ends of the children of ", this, endings::finish);
            attempt("could not close the send ring of ", this, sendRing::close);
            attempt("could not close the poller of ", this, poller::close);
            attempt("the watchdog still has ", this, () -> Watchdog.unwatch(this));
        } finally {
            interrupted |= Thread.interrupted();
            lifecycle.closed();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True if one of them was interrupted, or interrupted itself: the next may wait all the same. */
    private boolean runExitHandlers() {
        boolean interrupted = false;
        exits.sort(Comparator.comparingInt(Source::priority));
        for (ExitSource exit : List.copyOf(exits)) {
            if (exits.remove(exit)) { // handlers close exit sources, and none is run again by who takes over
                exit.runHandler();
                interrupted |= Thread.interrupted();
            }
        }
        return interrupted;
    }

    /** One step of the end: the others follow whatever it throws. */
    private void attempt(String complaint, Object subject, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) { // whatever it is: nothing else may be left open for it
            failures.tell(Level.WARNING, complaint, subject, e);
        }
    }

    /**
     * Runs a task on the loop's thread, soon and in order; safe from any thread. A sleeping loop is woken.
     *
     * @param task what to run; if it throws, the loop's error handler hears of it
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended; the task is not run then
     */
    @Override
    public void execute(Runnable task) {
        tasks.offer(task);
    }

    /**
     * Runs a task on the loop's thread and tells its result; safe from any thread. Do not wait for the result on the loop's
     * own thread.
     *
     * @param task what to run
     * @param <T> the result's type
     * @return completed by the loop's thread
     * @throws java.util.concurrent.RejectedExecutionException if the loop has ended
     */
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) { // whatever it is belongs to who waits for the result
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /**
     * The loop as other libraries want it. Its tasks run on the loop's thread; to shut it down leaves the loop running, and the
     * loop's end shuts it down: who waits for a task that was not run then gets a
     * {@link java.util.concurrent.CancellationException}. As with a
     * {@link java.util.concurrent.ScheduledThreadPoolExecutor}, {@code shutdown} cancels what is periodic and runs what is
     * delayed. To cancel a task never interrupts the loop's thread. On that thread, waiting for a task or for the end is
     * refused with {@link IllegalStateException}.
     *
     * @return a new executor with a life of its own; safe from any thread, as this call is
     */
    public ScheduledExecutorService scheduledExecutor() {
        return new LoopExecutor(this);
    }

    /**
     * A cheap timer that is not scheduled yet.
     *
     * @param task run on the loop's thread when the time has come
     * @return the timer
     */
    public Timeout timeout(Runnable task) {
        return new Timeout(timeouts, task);
    }

    /**
     * Reaps processes that became children of this one, as of the first of a container: see {@link OrphanSource}.
     *
     * @param handler is told of each
     * @return the source, named {@code orphans}
     * @throws IllegalStateException if orphans do not come to this process: {@link dev.carillon.linux.Orphans#comeToUs}
     */
    public OrphanSource reapOrphans(OrphanSource.Handler handler) {
        return OrphanSource.open(this, handler);
    }

    /**
     * Reaps processes that became children of this one; each is to be awaited.
     *
     * @return the source, named {@code orphans}
     */
    public OrphanSource reapOrphans() {
        return OrphanSource.open(this, null);
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * What it has done so far. Safe from any thread, where it may lag.
     *
     * @return the live figures
     */
    public LoopStatistics statistics() {
        return statistics;
    }

    /**
     * All sources, those of the loop itself ({@code wakeup}, {@code mailbox}, {@code timeouts}, {@code alarm}) included, which
     * refuse to be closed or changed with {@link UnsupportedOperationException}. Safe
     * from any thread; on others than the loop's those are missing that were made since its last turn began.
     *
     * @return a snapshot
     */
    public List<Source> sources() {
        return isLoopThread() ? registry.all() : registry.shown();
    }

    /**
     * By what a turn's sends go out together, for libraries that send. For the loop's thread.
     *
     * @return the one of this loop
     */
    public SendRing sendRing() {
        return sendRing;
    }

    /**
     * Tasks and pending sources that wait. Safe from any thread, where it may lag.
     *
     * @return the count
     */
    public int queueDepth() {
        Figures.lookAgain();
        return tasks.depth() + dispatcher.depth();
    }

    /**
     * How long ago the kernel told what this turn handles: when the loop's last wait returned. What a handler has done by then
     * took so long from its event's readiness, but for the kernel's own part. For the loop's thread.
     *
     * @return nanoseconds of the loop's {@link TimeSource}
     */
    public long nanosSinceWake() {
        return time() - dispatcher.woke();
    }

    /**
     * The ledgers of all sources together. Safe from any thread, where it may lag.
     *
     * @return the sums
     */
    public Ledger ledger() {
        Ledger sum = Ledger.EMPTY;
        for (Source source : sources()) {
            sum = sum.plus(source.ledger());
        }
        return sum;
    }

    /**
     * Compares the loop's own registry with what the kernel says it watches, {@code /proc/self/fdinfo}. Safe from any thread;
     * on others than the loop's this waits until the loop comes to it, as both sides change all the time.
     *
     * @return what does not agree, by name; empty if all is well
     * @throws java.util.concurrent.RejectedExecutionException on another thread, if the loop has ended
     */
    public List<AuditFinding> audit() {
        return isLoopThread()
                ? Audit.of(poller, registry.all())
                : submit(this::audit).join();
    }

    /**
     * Whether the calling thread is the loop's.
     *
     * @return true in handlers
     */
    public boolean isLoopThread() {
        return lifecycle.isOwner();
    }

    @Override
    public EventLoop loop() {
        return this;
    }

    void checkThread() {
        lifecycle.checkOwner();
    }

    /** Whether sources are being closed, or were. */
    boolean isClosing() {
        return lifecycle.isClosing();
    }

    void checkNotClosed() {
        lifecycle.checkNotClosing();
    }

    /**
     * Refuses a trigger that the loop's poller cannot do, for who makes sources with it only later. Safe from any thread.
     *
     * @param trigger when readiness would be reported
     * @throws IllegalArgumentException if it cannot, with the poller's name and what can
     */
    public void check(Trigger trigger) {
        poller.check(trigger);
    }

    /** Tells the error handler, with how many failures of the source were only counted since it was told last. */
    void report(Source source, Throwable error, long heldBack) {
        failures.report(source, error, heldBack);
    }

    /** Nanoseconds since the loop was made: the time of {@link Timers}. */
    long time() {
        return time.nanos() - origin;
    }

    /** Whether the kernel's clock is the loop's. */
    boolean isOnSystemTime() {
        return time == TimeSource.SYSTEM;
    }

    /** A time of {@link Timers} as CLOCK_MONOTONIC has it; System.nanoTime is that clock on Linux. */
    long toMonotonic(long time) {
        return time + origin;
    }

    /** Schedules a deadline from now with the loop's accuracy. */
    void scheduleIn(Deadline deadline, long delayNanos) {
        byte bits = delayNanos > 0 ? timerAccuracyBits : 0; // "at once" waits for no other timer
        scheduleAt(deadline, time() + Math.clamp(delayNanos, 0, Long.MAX_VALUE / 2), bits);
    }

    void scheduleAt(Deadline deadline, long when) {
        scheduleAt(deadline, when, timerAccuracyBits);
    }

    void scheduleAt(Deadline deadline, long when, byte accuracyBits) {
        timers.schedule(deadline, Accuracy.round(when + origin, accuracyBits) - origin, accuracyBits);
        dispatcher.changed();
    }

    @Override
    public String toString() {
        return "event loop \"" + name + "\"";
    }
}
