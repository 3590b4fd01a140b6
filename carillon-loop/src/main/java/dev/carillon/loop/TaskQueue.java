package dev.carillon.loop;

import dev.carillon.linux.EventFd;
import dev.carillon.loop.jfr.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jctools.queues.atomic.MpscGrowableAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Tasks from any thread on their way to the loop's thread, and whether that sleeps. Nothing is allocated per task: the queue
 * grows to the longest backlog seen and stays that size. The eventfd is written only while the loop sleeps or is about to: a
 * burst costs one write.
 *
 * <p>A task that {@link #offer} took runs exactly once; one it refused never runs. So a wake-up that fails, for want of memory
 * as a rule, is not the business of who handed in the task: it is made up for ({@link #wakeAgain}).
 *
 * <p>It is apart from {@link Mailbox} and {@link Wakeup}, whose fields the loop writes every turn: a thread that hands in a
 * task would wait for their cache lines.
 */
final class TaskQueue {
    private static final int FIRST_CAPACITY = 1024;
    private static final int LARGEST_CAPACITY = 1 << 30;

    /** On a single processor nobody could hand in anything meanwhile. */
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

    private static final int AWAKE = 0;
    private static final int SLEEPING = 1;

    /** Where the state stands: with nothing else on its cache line, nor on the neighbours' that CPUs fetch with it. */
    private static final int STATE = 32;

    private final String loop;
    private final EventFd eventFd;
    private final Runnable wakeFailed;
    private final MpscGrowableAtomicArrayQueue<Runnable> queue =
            new MpscGrowableAtomicArrayQueue<>(FIRST_CAPACITY, LARGEST_CAPACITY);
    private final AtomicIntegerArray state = new AtomicIntegerArray(2 * STATE);
    private volatile boolean ended;
    private volatile boolean unwritten;

    /**
     * An empty queue.
     *
     * @param loop the loop's name
     * @param eventFd ends the loop's wait
     * @param wakeFailed has another thread call {@link #wakeAgain} soon, and again as long as it answers false
     */
    TaskQueue(String loop, EventFd eventFd, Runnable wakeFailed) {
        this.loop = loop;
        this.eventFd = eventFd;
        this.wakeFailed = wakeFailed;
    }

    /** Any thread. */
    void offer(Runnable task) {
        if (ended || !queue.offer(task)) {
            throw rejected();
        }
        wakeIfSleeping();
        if (ended) {
            reclaim(task);
        }
    }

    /**
     * Any thread, after what the loop is to see. No wake-up is lost: offering changes the queue's producer index, then reads
     * the state; the loop changes the state, then reads that index ({@link #isEmpty}). All four are volatile, so one of the
     * two sees the other.
     */
    void wakeIfSleeping() {
        if (state.get(STATE) == SLEEPING && state.compareAndSet(STATE, SLEEPING, AWAKE)) {
            write();
        }
    }

    /** Nobody writes while the state says "awake", so it must not stay so with nothing written, whatever happens here. */
    private void write() {
        try {
            eventFd.add(1);
            Recording.wakeup(loop);
        } catch (IllegalStateException e) {
            // The loop has closed meanwhile; it does not sleep, and whoever wakes it learns that elsewhere.
        } catch (Throwable e) { // an Error as a rule: no memory, no stack
            state.set(STATE, SLEEPING); // even if it is awake: that costs a write too many, and no more
            unwritten = true;
            wakeFailed.run();
        }
    }

    /** Makes up for a wake-up that failed; false if that fails as well. Any thread. */
    boolean wakeAgain() {
        if (unwritten) {
            unwritten = false;
            wakeIfSleeping();
        }
        return !unwritten;
    }

    /** From now on wakers write. The caller looks once more for work before it sleeps. Loop thread. */
    void aboutToSleep() {
        state.set(STATE, SLEEPING);
    }

    /** After {@link #aboutToSleep}. Loop thread. */
    void awake() {
        state.set(STATE, AWAKE);
    }

    /** The task was handed in while the loop ended: it was in time and has run, or it is taken back and refused. */
    private synchronized void reclaim(Runnable task) {
        List<Runnable> stranded = new ArrayList<>();
        queue.drain(stranded::add);
        boolean isStranded = stranded.remove(task);
        stranded.forEach(queue::offer);
        if (isStranded) {
            throw rejected();
        }
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException("event loop \"" + loop + "\" has ended, or has 2^30 tasks waiting");
    }

    /** False as soon as a task is being handed in. Loop thread. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    /**
     * Waits for a task without sleeping, about as long as it takes to be woken: one microsecond or two. Who hands in a stream
     * of tasks would otherwise write the eventfd each time the loop has caught up. Loop thread.
     *
     * @return whether a task came
     */
    boolean spinUntilNotEmpty() {
        for (int left = SPINS; left > 0; left--) {
            if (!queue.isEmpty()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /** Tasks waiting; any thread, where it may lag. */
    int depth() {
        return queue.size();
    }

    /** The next task, or null. Loop thread. */
    @Nullable
    Runnable poll() {
        return queue.poll();
    }

    /** Refuses new tasks from now on; {@link #pollLast} has those that were in time. Loop thread. */
    void end() {
        ended = true;
    }

    /**
     * The next task after {@link #end}, or null. Under the lock of {@link #reclaim}, which the task itself must not be run
     * under: it may not come back.
     */
    synchronized @Nullable Runnable pollLast() {
        return queue.poll();
    }
}
