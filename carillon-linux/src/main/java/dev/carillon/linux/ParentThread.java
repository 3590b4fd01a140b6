package dev.carillon.linux;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The thread that starts children with a parent-death signal. The kernel sends that signal when the <em>thread</em> ends that
 * made the child ({@code prctl(2)}, PR_SET_PDEATHSIG), so this one, once started, lives as long as the process: it does
 * nothing else, nothing that a task throws ends it, and as a daemon it keeps no JVM from ending.
 */
final class ParentThread {
    private static final BlockingQueue<Runnable> TASKS = new LinkedBlockingQueue<>();

    /** Started by the first who needs it. */
    private static final class Started {
        private static final Thread THREAD =
                Thread.ofPlatform().daemon().name("carillon-parent").start(ParentThread::serve);
    }

    private ParentThread() {}

    /** Runs a task on the thread and waits for its result. An interrupt does not end the wait: the child would be lost. */
    static <T> T call(Callable<T> task) {
        FutureTask<T> result = new FutureTask<>(task);
        if (!Started.THREAD.isAlive()) {
            throw new IllegalStateException(Started.THREAD + " has ended: its children got their death signal");
        }
        TASKS.add(result);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw failure(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException failure(ExecutionException failure) {
        if (failure.getCause() instanceof RuntimeException expected) {
            return expected;
        }
        return new IllegalStateException("starting a child failed", failure);
    }

    @SuppressWarnings("InfiniteLoopStatement") // it is to live as long as the process
    private static void serve() {
        while (true) {
            try {
                TASKS.take().run(); // what the task throws is in its result
            } catch (Throwable e) {
                // An interrupt, or no memory for the queue: whatever it is, ending here would kill the children.
            }
        }
    }
}
