package dev.carillon.loop;

import dev.carillon.linux.Child;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Poll;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.child.Ending;
import dev.carillon.loop.life.SourceState;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Accuracy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A process's end as an event: by pidfd, so no signal, no thread a child and no race with a recycled process id. For
 * children of our own spawning, for the JDK's {@link Process}, and for any process Java knows by a {@link ProcessHandle}.
 *
 * <p>What a child of our own writes to a pipe of its {@link Spawn} is a source too, made by {@link #outputLines} and its like.
 * The handler's {@code exited} comes after the last of what the process itself wrote there, and {@code closed} once nobody
 * can write any more: a process that it started and left behind may hold a pipe long after.
 *
 * <p>A child of our own ends with its source: closing, also by the loop's end, sends TERM, then KILL if it is still there after
 * ten seconds, to its whole process group if it has one of its own ({@link Spawn#ownGroup}), and reaps it. The loop goes on
 * meanwhile; one that ends itself waits for that. See {@link #livesOn} and {@link #endsBy}. Other processes are left alone.
 */
public final class ChildSource extends WatchedSource implements Awaited<ExitStatus> {
    /** How far it has come. */
    private enum Phase {
        /** The process has not ended, as far as we know. */
        RUNNING,
        /** It has ended; what it wrote last is still to be read. */
        DRAINING,
        /** Its end was told; its pipes, or others of its group that are to end, are left. */
        EXITED,
        /** Nothing is left. */
        OVER
    }

    private final PidFd pidFd;
    private final @Nullable Ending ending;
    private final @Nullable Process process;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<ExitStatus> waiters;
    private final List<StreamSource> outputs = new ArrayList<>();
    private final List<StreamWriter> inputs = new ArrayList<>();
    private final Recheck recheck = new Recheck(this);
    private final @Nullable Kill kill;
    private final boolean hasExitInfo;
    private Phase phase = Phase.RUNNING;
    private @Nullable ExitStatus status;
    private boolean livesOn;
    private Runnable whenGone = () -> {};

    /** Handles a process's end. */
    @FunctionalInterface
    public interface Handler {
        /**
         * The process has ended, and everything that it wrote to pipes whose sources listen was handled.
         *
         * @param source the source
         * @param status exit code or signal
         * @throws Exception goes to the loop's error handler
         */
        void exited(ChildSource source, ExitStatus status) throws Exception;

        /**
         * Nothing is left of it: the sources of its pipes have come to their ends or were closed, and if it was told to
         * {@link ChildSource#end} nobody is in its group. The source is closed after this call.
         *
         * @param source the source
         * @param status exit code or signal
         * @throws Exception goes to the loop's error handler
         */
        default void closed(ChildSource source, ExitStatus status) throws Exception {}
    }

    /** A child of our own, which this source owns. */
    private ChildSource(EventLoop loop, String name, Child child, @Nullable Handler handler) {
        super(loop, name, "child", child.pidFd(), Epoll.IN, false);
        this.pidFd = child.pidFd();
        this.ending = new Ending(child);
        this.kill = new Kill(this, ending);
        this.process = null;
        this.hasExitInfo = false;
        this.handler = handler;
        this.waiters = handler == null ? lastingWaiters() : null;
    }

    /** Somebody else's. */
    private ChildSource(
            EventLoop loop,
            String name,
            PidFd pidFd,
            int interest,
            @Nullable Process process,
            @Nullable Handler handler) {
        super(loop, name, "child", pidFd, interest, true);
        this.pidFd = pidFd;
        this.ending = null;
        this.kill = null;
        this.process = process;
        this.hasExitInfo = pidFd.canTellExit();
        this.handler = handler;
        this.waiters = handler == null ? lastingWaiters() : null;
    }

    /** The end is one event for all who ever wait: it is taken when it comes, so that no zombie waits for a waiter. */
    private Waiters<ExitStatus> lastingWaiters() {
        Waiters<ExitStatus> lasting = new Waiters<>(this);
        release(SourceState.Hold.UNAWAITED);
        return lasting;
    }

    static ChildSource start(EventLoop loop, String name, Spawn spawn, @Nullable Handler handler) {
        check(loop, name); // a process that is started cannot be taken back
        return of(loop, name, spawn.start(), handler);
    }

    static ChildSource of(EventLoop loop, String name, Child child, @Nullable Handler handler) {
        try {
            return new ChildSource(loop, name, child, handler);
        } catch (RuntimeException e) {
            Endings.end(new Ending(child)); // nobody would hear of it any more
            throw e;
        }
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
        // A kernel that keeps the status tells it when the parent has reaped the process, and then reports HUP; PRI
        // stands
        // for "nothing else". An older one has nothing more to tell than that the process has ended.
        boolean untilReaped = pidFd.canTellExit() && loop.poller.capabilities().contains(Poller.Capability.ENDS);
        return new ChildSource(loop, name, pidFd, untilReaped ? Epoll.PRI : Epoll.IN, null, handler);
    }

    /** The JDK says when: its thread that reaps the process. The kernel, if it can, says how. */
    static ChildSource of(EventLoop loop, String name, Process process, @Nullable Handler handler) {
        check(loop, name);
        ChildSource source = new ChildSource(loop, name, openOrStandIn(process), 0, process, handler);
        CompletableFuture<Void> _ = process.onExit().thenRun(() -> {
            try {
                loop.execute(source::reapedByTheJdk);
            } catch (RejectedExecutionException e) {
                // The loop has ended, and with it the source: nobody is left to be told.
            }
        });
        return source;
    }

    /** Without a process left there is nothing to signal or ask; our own pidfd stands in, and is never watched. */
    private static PidFd openOrStandIn(Process process) {
        PidFd pidFd = PidFd.openIfAlive(process.pid());
        if (pidFd != null && pidFd.isUnreapedChild()) {
            return pidFd;
        }
        if (pidFd != null) {
            pidFd.close(); // reaped, and the number another process's
        }
        return PidFd.open(ProcessHandle.current().pid());
    }

    private void reapedByTheJdk() {
        if (isOpen()) {
            pend();
        }
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
        return isOpen() && status == null && pidFd.pid() == pid() && pidFd.sendSignal(signal);
    }

    /**
     * Signals all of the child's process group, also after its own end as long as others are left.
     *
     * @param signal what to send
     * @return false if nobody is left
     * @throws IllegalStateException if it has no group of its own: {@link Spawn#ownGroup}
     */
    public boolean sendToGroup(Signal signal) {
        loop().checkThread();
        return isOpen() && own().child().signalGroup(signal);
    }

    /**
     * Asks the child to end, and kills it if that does not do; then {@code exited} and {@code closed} come as ever. With a
     * process group of its own all of it is asked, and killed. Idempotent.
     *
     * @throws IllegalStateException if it is no child of our own
     */
    public void end() {
        loop().checkThread();
        Ending own = own();
        if (!isOpen() || own.isAsked()) {
            return;
        }
        if (kill != null) {
            loop().scheduleIn(kill, own.graceNanos());
        }
        own.ask();
        pend(); // it may have ended, and left others that now end too
    }

    /**
     * How the child is asked to end, by {@link #end} and by closing; TERM and ten seconds unless said. One that is stopped is
     * made to go on.
     *
     * @param signal what asks it
     * @param grace how long it may take then until it is killed; zero for at once
     * @return this
     * @throws IllegalStateException if it is no child of our own
     */
    public ChildSource endsBy(Signal signal, Duration grace) {
        loop().checkThread();
        own().by(signal, Math.max(0, Accuracy.saturatedNanos(grace)));
        return this;
    }

    /**
     * Has the child go on when the source closes. As long as the loop runs it is reaped all the same; what the loop leaves is
     * a zombie from its end to this process's.
     *
     * @return this
     * @throws IllegalStateException if it is no child of our own
     */
    public ChildSource livesOn() {
        loop().checkThread();
        own();
        livesOn = true;
        return this;
    }

    private Ending own() {
        if (ending == null) {
            throw new IllegalStateException(this + " is no child of our own");
        }
        return ending;
    }

    /**
     * Lines of its standard output, for {@link Spawn#pipeOutput}.
     *
     * @param lineHandler gets the lines and the end
     * @return the source, which closes with this one
     */
    public StreamSource outputLines(StreamSource.LineHandler lineHandler) {
        return lines(1, lineHandler);
    }

    /**
     * Lines of its standard error, for {@link Spawn#pipeError}.
     *
     * @param lineHandler gets the lines and the end
     * @return the source, which closes with this one
     */
    public StreamSource errorLines(StreamSource.LineHandler lineHandler) {
        return lines(2, lineHandler);
    }

    /**
     * Lines of one of its pipes.
     *
     * @param number the descriptor's number in the child, of {@link Spawn#pipeFrom}
     * @param lineHandler gets the lines and the end
     * @return the source, which closes with this one
     */
    public StreamSource lines(int number, StreamSource.LineHandler lineHandler) {
        return output(StreamSource.lines(loop(), nameOf(number), take(number), true, lineHandler));
    }

    /**
     * Lines of one of its pipes, to be awaited.
     *
     * @param number the descriptor's number in the child, of {@link Spawn#pipeFrom}
     * @return the source, which closes with this one
     */
    public StreamSource lines(int number) {
        return output(StreamSource.lines(loop(), nameOf(number), take(number), true, null));
    }

    /**
     * Bytes of one of its pipes.
     *
     * @param number the descriptor's number in the child, of {@link Spawn#pipeFrom}
     * @param bytesHandler gets the bytes and the end
     * @return the source, which closes with this one
     */
    public StreamSource bytes(int number, StreamSource.BytesHandler bytesHandler) {
        return output(StreamSource.bytes(loop(), nameOf(number), take(number), true, bytesHandler));
    }

    /**
     * Writes to its standard input, for {@link Spawn#pipeInput}: {@link StreamWriter#finish} has the child read the end. A child
     * that ends or reads no more is the writer's end.
     *
     * @param writerHandler is told of the writer's end, and when there is room again
     * @return the writer, which closes with this source
     */
    public StreamWriter input(StreamWriter.Handler writerHandler) {
        return writer(0, writerHandler);
    }

    /**
     * Writes to its standard input, for {@link Spawn#pipeInput}; the writer's end is to be awaited.
     *
     * @return the writer, which closes with this source
     */
    public StreamWriter input() {
        return input(StreamWriter.open(loop(), nameOf(0), take(0), true, null));
    }

    /**
     * Writes to one of its pipes.
     *
     * @param number the descriptor's number in the child, of {@link Spawn#pipeTo}
     * @param writerHandler is told of the writer's end, and when there is room again
     * @return the writer, which closes with this source
     */
    public StreamWriter writer(int number, StreamWriter.Handler writerHandler) {
        return input(StreamWriter.open(loop(), nameOf(number), take(number), true, writerHandler));
    }

    private StreamWriter input(StreamWriter input) {
        inputs.add(input);
        return input;
    }

    private String nameOf(int number) {
        return switch (number) {
            case 0 -> name() + " input";
            case 1 -> name() + " output";
            case 2 -> name() + " error";
            default -> name() + " " + number;
        };
    }

    private StreamSource output(StreamSource output) {
        outputs.add(output);
        output.observer(this::outputMoved);
        return output;
    }

    /**
     * Our end of one of its pipes, for what {@link #input} and {@link #bytes} do not do; the caller's from now on. What nobody took, or made a
     * source of, is closed with this source.
     *
     * @param number the descriptor's number in the child
     * @return our end, non-blocking
     * @throws IllegalStateException if it is no pipe of ours, or was taken
     */
    public StreamFd take(int number) {
        loop().checkThread();
        checkOpen();
        return own().child().take(number);
    }

    /** The kernel tells when it has ended. */
    @Override
    boolean canLook() {
        return false;
    }

    /** Closes it. The loop tells when nothing is left of the child, now or later. */
    void closeThen(Runnable gone) {
        whenGone = gone;
        close();
    }

    /** Whether it did not end in time when it was asked to. */
    boolean wasKilled() {
        return ending != null && ending.isKilled();
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        takeReady();
        if (kill != null) {
            kill.rethrow();
        }
        ExitStatus how = status;
        if (how == null) {
            how = statusNow();
            if (how == null) {
                return Outcome.DONE;
            }
            status = how;
            phase = Phase.DRAINING;
            interest(0); // its end would be reported for ever
        }
        if (phase == Phase.DRAINING) {
            if (!isDrained()) {
                return Outcome.DONE; // the output's own turn comes, and then this one again
            }
            exited(how);
        } else if (phase == Phase.EXITED && isNothingLeft()) {
            over(how);
        }
        return Outcome.DONE;
    }

    private void exited(ExitStatus how) throws Exception {
        phase = Phase.EXITED;
        pend(); // for what follows, also if the handler throws
        took();
        if (handler != null) {
            handler.exited(this, how);
        } else if (waiters != null) {
            waiters.end(how);
        }
    }

    private void over(ExitStatus how) throws Exception {
        phase = Phase.OVER;
        handing();
        try {
            if (handler != null) {
                handler.closed(this, how);
            }
        } finally {
            close();
        }
    }

    private @Nullable ExitStatus statusNow() {
        if (ending != null) {
            return ending.status();
        }
        if (process != null) {
            return process.isAlive() ? null : statusOfTheJdks(process);
        }
        ExitStatus how = hasExitInfo ? pidFd.exitInfo() : ExitStatus.UNKNOWN;
        if (how == null && interest() != Epoll.PRI) {
            interest(0); // it has ended, its parent has not reaped it yet, and this poller does not tell when it has
            recheck.schedule();
        }
        return how;
    }

    private ExitStatus statusOfTheJdks(Process ended) {
        ExitStatus how = hasExitInfo && pidFd.pid() == ended.pid() ? pidFd.exitInfo() : null;
        return how != null && how.isKnown() ? how : new ExitStatus(ended.exitValue(), null, false);
    }

    private void outputMoved() {
        if (phase == Phase.DRAINING || phase == Phase.EXITED) {
            pend();
        }
    }

    /** Whether no pipe whose source listens has anything to read, not even its end. */
    private boolean isDrained() {
        Poll poll = new Poll();
        for (StreamSource output : outputs) {
            if (output.isListening()) {
                poll.add(output.fd(), Epoll.IN);
            }
        }
        return poll.size() == 0 || poll.await(0) == 0;
    }

    private boolean isNothingLeft() {
        for (StreamSource output : outputs) {
            if (output.isOpen()) {
                return false;
            }
        }
        if (ending == null || !ending.hasLeftOthers()) {
            return true;
        }
        recheck.schedule();
        return false;
    }

    @Override
    void onClosed(Steps steps) {
        loop().timers.cancel(recheck);
        for (StreamSource output : outputs) {
            steps.go(output::close);
        }
        for (StreamWriter input : inputs) {
            steps.go(input::close);
        }
        if (ending != null && kill != null) {
            letGo(ending, kill.cancel(), steps);
        }
    }

    /** The source is closed; the child may not have ended, or may have left others that are to end with it. */
    private void letGo(Ending own, long leftNanos, Steps steps) {
        steps.go(own.child()::closePipes); // what waits for input reads the end
        boolean asks = phase != Phase.OVER && !livesOn && !own.isAsked();
        if (asks) {
            steps.go(own::ask);
        }
        steps.go(() -> {
            if (own.isOver()) {
                own.child().close();
                whenGone.run();
            } else {
                loop().endings.add(name(), own, asks ? own.graceNanos() : leftNanos, whenGone);
            }
        });
    }

    @Override
    @Nullable
    Waiters<ExitStatus> waiters() {
        return waiters;
    }
}
