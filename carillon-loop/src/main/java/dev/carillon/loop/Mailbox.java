package dev.carillon.loop;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;

/**
 * Tasks from any thread for the loop's thread. Nothing is allocated per task: the queue grows to the longest backlog seen
 * and stays that size.
 *
 * <p>A task that {@link #offer} took runs exactly once; one it refused never runs.
 */
final class Mailbox extends Source {
    private static final int FIRST_CAPACITY = 1024;
    private static final int LARGEST_CAPACITY = 1 << 30;

    private final MpscGrowableAtomicArrayQueue<Runnable> queue =
            new MpscGrowableAtomicArrayQueue<>(FIRST_CAPACITY, LARGEST_CAPACITY);
    private final Wakeup wakeup;
    private final Object lateLock = new Object();
    private volatile boolean ended;

    Mailbox(EventLoop loop, Wakeup wakeup) {
        super(loop, "mailbox", "post");
        this.wakeup = wakeup;
    }

    /** Any thread. */
    void offer(Runnable task) {
        if (ended || !queue.offer(task)) {
            throw rejected();
        }
        // The fence orders "task is in the queue" before "is the loop asleep?". The loop says that it sleeps before it
        // looks at the queue a last time; so one of the two sees the other.
        VarHandle.fullFence();
        wakeup.wakeIfSleeping();
        if (ended) {
            reclaim(task);
        }
    }

    /** The loop ended while the task was handed in: it was in time and has run, or it is taken back and refused. */
    private void reclaim(Runnable task) {
        synchronized (lateLock) {
            List<Runnable> stranded = new ArrayList<>();
            queue.drain(stranded::add);
            boolean isStranded = stranded.remove(task);
            stranded.forEach(queue::offer);
            if (isStranded) {
                throw rejected();
            }
        }
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException(
                "event loop \"" + loop().name() + "\" has ended, or has 2^30 tasks waiting");
    }

    /** True as soon as a task is being handed in. Loop thread. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Tasks waiting; any thread, where it may lag. */
    int depth() {
        return queue.size();
    }

    @Override
    Outcome dispatch(int budget) {
        for (int left = budget; left > 0; left--) {
            Runnable task = queue.poll();
            if (task == null) {
                return Outcome.DONE;
            }
            statistics().events++;
            task.run();
        }
        return Outcome.MORE;
    }

    @Override
    boolean survivesFailure() {
        return true;
    }

    /** Refuses new tasks and runs those that were in time, as far as they do not wait for events. Loop thread. */
    void end() {
        ended = true;
        synchronized (lateLock) {
            Runnable task;
            while ((task = queue.poll()) != null) {
                try {
                    statistics().events++;
                    task.run();
                } catch (Exception e) {
                    loop().failed(this, e);
                }
            }
        }
    }
}
