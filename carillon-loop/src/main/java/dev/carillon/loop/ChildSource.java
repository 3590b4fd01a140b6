package dev.carillon.loop;

import dev.carillon.linux.Child;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A process's end as an event: by pidfd, so no signal, no thread a child and no race with a recycled process id. For
 * children of our own spawning and for any process Java knows by a {@link ProcessHandle}; there the JDK reaps, and the kernel
 * is asked for the status all the same.
 *
 * <p>Closing the source leaves the process alone: it goes on, and if it is a child of our own nobody reaps it.
 */
public final class ChildSource extends WatchedSource {
    private static final long LONGEST_PAUSE_NANOS = 100_000_000;

    private final Reaped reaped = new Reaped();
    private final PidFd pidFd;
    private final boolean ours;
    private final @Nullable Process process;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<ExitStatus> waiters;
    private long pauseNanos = 100_000;

    /** Handles a process's end. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The process has ended. The source is closed after this call.
         *
         * @param source the source
         * @param status exit code or signal
         * @throws Exception goes to the loop's error handler
         */
        void exited(ChildSource source, ExitStatus status) throws Exception;
    }

    private ChildSource(
            EventLoop loop,
            String name,
            PidFd pidFd,
            boolean ours,
            @Nullable Process process,
            @Nullable Handler handler) {
        super(loop, name, "child", pidFd, Epoll.IN, true);
        this.pidFd = pidFd;
        this.ours = ours;
        this.process = process;
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
    }

    static ChildSource start(EventLoop loop, String name, Spawn spawn, @Nullable Handler handler) {
        check(loop, name); // a process that is started cannot be taken back
        return of(loop, name, spawn.start(), handler);
    }

    static ChildSource of(EventLoop loop, String name, Child child, @Nullable Handler handler) {
        return new ChildSource(loop, name, child.pidFd(), true, null, handler);
    }

    static ChildSource of(EventLoop loop, String name, ProcessHandle handle, @Nullable Handler handler) {
        PidFd pidFd = PidFd.openIfAlive(handle.pid());
        if (pidFd != null && !handle.isAlive()) {
            pidFd.close(); // it may be another process's by now, which got the number
            pidFd = null;
        }
        if (pidFd == null) {
            throw new IllegalArgumentException("child \"" + name + "\": process " + handle.pid()
                    + " has ended and been reaped already; only its Process knows the exit value");
        }
        return new ChildSource(loop, name, pidFd, false, null, handler);
    }

    static ChildSource of(EventLoop loop, String name, Process process, @Nullable Handler handler) {
        PidFd pidFd = process.isAlive() ? PidFd.openIfAlive(process.pid()) : null;
        if (pidFd != null) {
            return new ChildSource(loop, name, pidFd, false, process, handler);
        }
        // Without a process left there is nothing to watch; the JDK has its exit value, and our own pidfd never fires.
        PidFd never = PidFd.open(ProcessHandle.current().pid());
        ChildSource source = new ChildSource(loop, name, never, false, process, handler);
        source.pend();
        return source;
    }

    /**
     * The process's id.
     *
     * @return the pid
     */
    public int pid() {
        return process == null ? pidFd.pid() : (int) process.pid();
    }

    /**
     * Sends the process a signal, safe from hitting another that got its id.
     *
     * @param signal what to send
     * @return false if it has ended
     */
    public boolean send(Signal signal) {
        loop().checkThread();
        // A descriptor that stands in for a process already reaped is our own process's.
        return isOpen() && pidFd.pid() == pid() && pidFd.sendSignal(signal);
    }

    /**
     * Waits for the process's end, for a source made without a handler. Any thread but the loop's; made for virtual ones.
     * Every waiter gets the status, also those who come later.
     *
     * @return exit code or signal
     * @throws InterruptedException if the thread is interrupted
     * @throws java.util.concurrent.CancellationException if the source was closed before the process ended, or disabled by a
     *     failure
     */
    public ExitStatus await() throws InterruptedException {
        return Awaiting.orRefuse(waiters, this).await();
    }

    /**
     * As {@link #await()}, at the most so long.
     *
     * @param timeout how long
     * @return exit code or signal
     * @throws InterruptedException if the thread is interrupted
     * @throws TimeoutException if the process has not ended in time
     */
    public ExitStatus await(Duration timeout) throws InterruptedException, TimeoutException {
        return Awaiting.orRefuse(waiters, this).await(timeout);
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        takeReady();
        if (waiters != null && !waiters.areWaiting()) {
            return Outcome.MORE;
        }
        ExitStatus status = status();
        if (status == null) {
            lookAgainSoon();
            return Outcome.DONE;
        }
        took();
        try {
            if (handler != null) {
                handler.exited(this, status);
            } else if (waiters != null) {
                waiters.end(status);
            }
        } finally {
            close();
        }
        return Outcome.DONE;
    }

    /** It has ended, but its parent has not reaped it yet, and the kernel tells the status only then. */
    private void lookAgainSoon() {
        hold(SourceState.Hold.PAUSED);
        loop().scheduleIn(reaped, pauseNanos);
        pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    }

    /** The next look at a process that waits to be reaped. */
    private final class Reaped extends Deadline {
        @Override
        void due() {
            release(SourceState.Hold.PAUSED);
            pend(); // nothing else may tell: a stand-in never fires
        }
    }

    private @Nullable ExitStatus status() {
        if (ours) {
            return pidFd.reap();
        }
        ExitStatus status = pidFd.exitInfo();
        if (status == null && process != null && !process.isAlive()) {
            return new ExitStatus(process.exitValue(), null, false);
        }
        return status;
    }

    @Override
    void onClosed(Steps steps) {
        loop().timers.cancel(reaped);
    }

    @Override
    @Nullable
    Waiters<ExitStatus> waiters() {
        return waiters;
    }
}
