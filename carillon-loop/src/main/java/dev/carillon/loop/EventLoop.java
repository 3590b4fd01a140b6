package dev.carillon.loop;

import dev.carillon.linux.LinuxException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One thread, one loop, everything Linux can signal.
 *
 * <p>Make sources with the methods of {@link Sources}, then {@link #run} on a platform thread of your own. Only
 * {@link #execute}, {@link #submit}, {@link #stop}, {@link #close}, the statistics and what says so are safe from other
 * threads; the rest is for the thread that runs the loop (before that: that made it) and throws
 * {@link IllegalStateException} elsewhere.
 *
 * <p>A task handed to {@code execute} happens after what its thread did before, and what a handler does happens before
 * what later handlers of the loop see.
 */
public final class EventLoop implements Sources, Executor, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());
    private static final int MAILBOX_BUDGET = 4096;

    /** From making to end; never back. */
    private enum State {
        /** Made; {@link #run} was not called yet. */
        NEW,
        /** A thread is in {@link #run}. */
        RUNNING,
        /** Exit handlers and the last tasks run. */
        ENDING,
        /** Sources are being closed, and none is made. */
        CLOSING,
        /** Exit handlers have run, sources and descriptors are closed. */
        CLOSED
    }

    private final String name;
    final LoopOptions options;
    final ReadBuffer readBuffer;
    private final long origin = System.nanoTime();
    final long slowNanos;
    private final byte timerAccuracyBits;
    final Registry registry = new Registry();
    final Timers timers = new Timers(0);
    private final LoopStatistics statistics = new LoopStatistics();
    final Poller poller;
    final Dispatcher dispatcher;
    final Alarm alarm = new Alarm(this);
    final Wakeup wakeup;
    final TaskQueue tasks;
    final Mailbox mailbox;
    private final TimeoutsSource timeouts;
    final List<ExitSource> exits = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    volatile @Nullable Thread owner = Thread.currentThread();
    private volatile State state = State.NEW;
    volatile boolean stopping;

    private EventLoop(String name, LoopOptions options) {
        this.name = name;
        this.options = options;
        this.readBuffer = new ReadBuffer(options.readBuffer());
        this.slowNanos = Accuracy.saturatedNanos(options.slowHandler());
        this.timerAccuracyBits = Accuracy.bitsOf(options.timerAccuracy());
        this.poller = options.poller().apply(options.batch());
        this.dispatcher = new Dispatcher(this, poller, statistics);
        this.wakeup = Wakeup.open(this);
        this.tasks = new TaskQueue(name, wakeup.eventFd());
        this.mailbox = new Mailbox(this, tasks);
        this.timeouts = new TimeoutsSource(this);
        mailbox.budget(MAILBOX_BUDGET);
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
     * @throws IllegalStateException if it runs already or has run, or on a virtual thread: a waiting loop would hold its
     *     carrier
     */
    public void run() {
        begin();
        try {
            Watchdog.watch(this);
            dispatcher.resume();
            while (!stopping) {
                dispatcher.turn(-1);
            }
        } finally {
            shutDown();
        }
    }

    private synchronized void begin() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    this + " needs a platform thread: it would hold a virtual thread's carrier");
        }
        if (state != State.NEW) {
            throw new IllegalStateException(this + (state == State.RUNNING ? " is running already" : " has ended"));
        }
        state = State.RUNNING;
        owner = Thread.currentThread();
    }

    /**
     * One turn, for programs that have a loop of their own: waits, handles what is ready, returns.
     *
     * @param longestWait how long to wait at the most if nothing is ready; zero only looks
     * @return how many sources were handled
     * @throws IllegalStateException on another thread than the loop's
     */
    public int turn(Duration longestWait) {
        checkThread();
        checkNotClosed();
        dispatcher.resume();
        return dispatcher.turn(Math.max(0, Accuracy.saturatedNanos(longestWait)));
    }

    /**
     * Asks the loop to end, safe from any thread: the handler that runs is finished, no other event is handled, exit sources
     * run, everything is closed. Idempotent.
     */
    public void stop() {
        stopping = true;
        tasks.wakeIfSleeping();
    }

    /**
     * Stops the loop and waits until it has ended; on the loop's own thread and before {@code run}, as soon as that is
     * possible. Idempotent, safe from any thread.
     */
    @Override
    public void close() {
        stop();
        if (state == State.NEW) {
            shutDown();
        }
        if (Thread.currentThread() != owner) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                closed.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown() {
        synchronized (this) {
            boolean own = state == State.RUNNING && Thread.currentThread() == owner;
            if (state != State.NEW && !own) {
                return; // somebody else does it
            }
            state = State.ENDING; // from here on a thread that is about to run comes too late
            owner = Thread.currentThread();
        }
        exits.sort(Comparator.comparingInt(Source::priority));
        List.copyOf(exits).forEach(ExitSource::runHandler); // a copy: handlers close exit sources, their own too
        tasks.end(mailbox);
        state = State.CLOSING; // who is told of an end must not begin anew: nobody would close that
        List<Source> sources = registry.all();
        for (Source source : sources.reversed()) {
            try {
                source.closeWithLoop();
            } catch (Throwable e) { // the others are to be closed all the same
                LOG.log(Level.WARNING, "closing " + source + " failed", e);
            }
        }
        poller.close();
        Watchdog.unwatch(this);
        state = State.CLOSED;
        closed.countDown();
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
     * A cheap timer that is not scheduled yet.
     *
     * @param task run on the loop's thread when the time has come
     * @return the timer
     */
    public Timeout timeout(Runnable task) {
        return new Timeout(timeouts, task);
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
     * All sources, those of the loop itself ({@code wakeup}, {@code mailbox}, {@code timeouts}, {@code alarm}) included.
     *
     * @return a snapshot
     */
    public List<Source> sources() {
        checkThread();
        return registry.all();
    }

    /**
     * Tasks and pending sources that wait. Safe from any thread, where it may lag.
     *
     * @return the count
     */
    public int queueDepth() {
        return tasks.depth() + dispatcher.depth();
    }

    /**
     * The ledgers of all sources together.
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
     * Compares the loop's own registry with what the kernel says it watches, {@code /proc/self/fdinfo}.
     *
     * @return what does not agree, by name; empty if all is well
     */
    public List<AuditFinding> audit() {
        checkThread();
        return Audit.of(poller, registry.all());
    }

    /**
     * Whether the calling thread is the loop's.
     *
     * @return true in handlers
     */
    public boolean isLoopThread() {
        return Thread.currentThread() == owner;
    }

    @Override
    public EventLoop loop() {
        return this;
    }

    void checkThread() {
        if (Thread.currentThread() != owner) {
            Thread expected = owner;
            throw new IllegalStateException(this + " belongs to thread \""
                    + (expected == null ? "none" : expected.getName()) + "\", called from \""
                    + Thread.currentThread().getName() + "\": use execute() or submit()");
        }
    }

    void checkNotClosed() {
        if (state == State.CLOSING || state == State.CLOSED) {
            throw new IllegalStateException(this + " has ended");
        }
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
        try {
            options.errorHandler().failed(source, error, heldBack);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the error handler of " + this + " threw", e);
        }
    }

    /** Nanoseconds since the loop was made: the time of {@link Timers}. */
    long time() {
        return System.nanoTime() - origin;
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

    void scheduleAt(Deadline deadline, long when, byte accuracyBits) {
        deadline.accuracyBits = accuracyBits;
        timers.schedule(deadline, Accuracy.round(when + origin, accuracyBits) - origin);
    }

    @Override
    public String toString() {
        return "event loop \"" + name + "\"";
    }
}
