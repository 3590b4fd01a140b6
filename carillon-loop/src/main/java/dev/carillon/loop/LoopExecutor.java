package dev.carillon.loop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A loop as a {@link ScheduledExecutorService}, {@link EventLoop#scheduledExecutor}. Shut down as a
 * {@link java.util.concurrent.ScheduledThreadPoolExecutor} is by default: delayed tasks still run, periodic ones do not.
 */
final class LoopExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private final EventLoop loop;

    /** What was accepted and has not ended; guarded by this, as are the next two. */
    private final Set<Runnable> open = new LinkedHashSet<>();

    /** What the loop is at this moment in. */
    private @Nullable Runnable running;

    private boolean shutdown;
    private final CountDownLatch terminated = new CountDownLatch(1);

    LoopExecutor(EventLoop loop) {
        this.loop = loop;
        loop.terminated().thenRun(this::loopEnded);
    }

    /** A command of {@link #execute}: what it throws is the loop's error handler's. */
    private final class Command implements Runnable {
        private final Runnable given;

        private Command(Runnable given) {
            this.given = given;
        }

        @Override
        public void run() {
            if (!begins(this)) {
                return; // it was handed back by shutdownNow
            }
            try {
                given.run();
            } finally {
                ended(this);
            }
        }
    }

    /** A task with a result, now, later, or again and again. */
    private final class Task<V extends @Nullable Object> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        /** Nanoseconds: zero for once, positive from beginning to beginning, negative from end to beginning. */
        private final long period;

        private final Timeout timeout = loop.timeout(this);
        private volatile long due;

        /** Handed back by shutdownNow: to run it now is to cancel it. */
        private volatile boolean withdrawn;

        private Task(Callable<V> callable, long delayNanos, long period) {
            super(callable);
            this.due = loop.time() + delayNanos;
            this.period = period;
        }

        /** Loop thread. */
        private void schedule() {
            if (!isDone()) {
                timeout.scheduleAt(due);
            }
        }

        @Override
        public void run() {
            if (withdrawn) {
                cancel(false);
            } else if (period == 0) {
                begins(this);
                super.run();
            } else if (begins(this) && runAndReset() && pauses(this)) {
                due = period > 0 ? due + period : loop.time() - period;
                schedule();
            } else {
                cancel(false);
            }
        }

        /** An interrupt would stop the loop, not the task: so there is none. */
        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return super.cancel(false);
        }

        @Override
        protected void done() {
            ended(this);
            if (isCancelled()) {
                tryOnLoop(timeout::cancel);
            }
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            refuseToWait(this);
            return super.get();
        }

        @Override
        public V get(long time, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            refuseToWait(this);
            return super.get(time, unit);
        }

        @Override
        public boolean isPeriodic() {
            return period != 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - loop.time(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private void refuseToWait(Task<?> task) {
        if (loop.isLoopThread() && !task.isDone()) {
            throw new IllegalStateException(loop + " would wait for its own task");
        }
    }

    /** Where the loop has ended there is nothing left to do there. */
    private void tryOnLoop(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            // Its timeouts have gone with it.
        }
    }

    private synchronized boolean begins(Runnable task) {
        boolean begins = open.contains(task);
        running = begins ? task : null;
        return begins;
    }

    /** Whether a periodic task goes on, now that one of its runs is over. */
    private synchronized boolean pauses(Runnable task) {
        running = null;
        return !shutdown && open.contains(task);
    }

    private synchronized void ended(Runnable task) {
        if (running == task) {
            running = null;
        }
        open.remove(task);
        terminateIfDone();
    }

    private void terminateIfDone() {
        if (shutdown && open.isEmpty()) {
            terminated.countDown();
        }
    }

    /** Takes a task and hands {@code start} to the loop; a refused one leaves nothing behind. */
    private void accept(Runnable task, Runnable start) {
        synchronized (this) {
            if (shutdown) {
                throw new RejectedExecutionException(this + " was shut down");
            }
            open.add(task);
        }
        try {
            loop.execute(start);
        } catch (RejectedExecutionException e) {
            ended(task);
            throw e;
        }
    }

    @Override
    public void execute(Runnable command) {
        Runnable task = command instanceof Task<?> own ? own : new Command(Objects.requireNonNull(command));
        accept(task, task);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return new Task<>(callable(runnable, value), 0, 0);
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return new Task<>(callable, 0, 0);
    }

    private static <T extends @Nullable Object> Callable<T> callable(Runnable runnable, T value) {
        Objects.requireNonNull(runnable);
        return () -> {
            runnable.run();
            return value;
        };
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return this.<@Nullable Void>schedule(LoopExecutor.<@Nullable Void>callable(command, null), delay, unit);
    }

    @Override
    public <V extends @Nullable Object> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return schedule(new Task<>(Objects.requireNonNull(callable), nanos(delay, unit), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return periodic(command, nanos(initialDelay, unit), positive(unit.toNanos(period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return periodic(command, nanos(initialDelay, unit), -positive(unit.toNanos(delay)));
    }

    private ScheduledFuture<?> periodic(Runnable command, long delayNanos, long period) {
        return this.<@Nullable Void>schedule(
                new Task<@Nullable Void>(LoopExecutor.<@Nullable Void>callable(command, null), delayNanos, period));
    }

    private <V extends @Nullable Object> Task<V> schedule(Task<V> task) {
        accept(task, task::schedule);
        return task;
    }

    private static long positive(long nanos) {
        if (nanos <= 0) {
            throw new IllegalArgumentException("a period or delay between runs is longer than zero");
        }
        return nanos;
    }

    private static long nanos(long delay, TimeUnit unit) {
        return Math.clamp(unit.toNanos(delay), 0, Long.MAX_VALUE / 4);
    }

    @Override
    public void shutdown() {
        List<Task<?>> periodic = new ArrayList<>();
        synchronized (this) {
            shutdown = true;
            for (Runnable task : open) {
                if (task instanceof Task<?> scheduled && scheduled.isPeriodic()) {
                    periodic.add(scheduled);
                }
            }
            terminateIfDone();
        }
        periodic.forEach(task -> task.cancel(false));
    }

    /** What runs at this moment runs to its end: the loop's thread is not interrupted, as that would stop the loop. */
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> waiting;
        synchronized (this) {
            shutdown = true;
            waiting = new ArrayList<>(open);
            waiting.remove(running);
            waiting.forEach(open::remove);
            terminateIfDone();
        }
        for (Runnable task : waiting) {
            if (task instanceof Task<?> scheduled) {
                scheduled.withdrawn = true;
                tryOnLoop(scheduled.timeout::cancel);
            }
        }
        waiting.replaceAll(task -> task instanceof Command command ? command.given : task);
        return waiting;
    }

    /** Nobody comes to what is left: who waits for it is told. */
    private void loopEnded() {
        for (Runnable task : shutdownNow()) {
            if (task instanceof Task<?> scheduled) {
                scheduled.cancel(false);
            }
        }
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        if (loop.isLoopThread() && !isTerminated()) {
            throw new IllegalStateException(loop + " would wait for its own tasks");
        }
        return terminated.await(time, unit);
    }

    @Override
    public String toString() {
        return "executor of " + loop;
    }
}
