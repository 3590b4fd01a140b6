package dev.carillon.loop;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.child.StartLimit;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a command running: starts it, starts it again when it has ended, with longer and longer waits while it fails, and stops
 * it when told to. One command; that one has to be up before another is an init system's affair.
 *
 * <p>A process is started only when what is left of the last one is gone: with a process group of its own
 * ({@link Spawn#ownGroup}) that is all of the group, which is asked to end and killed as the process itself is by
 * {@link #stop}; without, what it left behind goes on, but for the pipes to us, which are closed.
 *
 * <p>While it is disabled it tells nothing and starts nothing. Closing it ends the process as {@link ChildSource} does.
 *
 * <p>What is awaited is what happens to it. That goes on also while nobody awaits it: up to a thousand events are kept then,
 * further ones counted as missed; what the process writes to pipes is not kept.
 */
public final class Supervisor extends Source implements Awaited<SupervisorEvent> {
    private static final int MOST_KEPT = 1000;

    private final Spawn spawn;
    private final SupervisorOptions options;
    private final Handler handler;
    private final @Nullable Waiters<SupervisorEvent> waiters;
    private final StartLimit limit;
    private final Queue<SupervisorEvent> events = new ArrayDeque<>();
    private final Alarm alarm = new Alarm();
    private State state = State.WAITING;
    private Intent intent = Intent.BY_POLICY;
    private SupervisorEvent.Cause cause = SupervisorEvent.Cause.ITSELF;
    private @Nullable ChildSource child;
    private long count;
    private int failures;
    private long startedAt;
    private long readyAt;

    /** Where a supervised command is. */
    public enum State {
        /** Its process runs, and is not ready yet. */
        STARTING,
        /** Its process runs, and is ready. */
        READY,
        /** Its process, or what is left of it, is to end. */
        STOPPING,
        /** No process runs; the next start has its time. */
        WAITING,
        /** No process runs, and none is started. */
        STOPPED,
        /** It was started too often. */
        GAVE_UP;

        boolean leadsTo(State next) {
            return switch (this) {
                case STARTING ->
                    next == READY || next == STOPPING || next == WAITING || next == GAVE_UP || next == STOPPED;
                case READY -> next == STOPPING;
                case STOPPING -> next == WAITING || next == STOPPED || next == GAVE_UP;
                case WAITING -> next == STARTING || next == STOPPED;
                case STOPPED, GAVE_UP -> next == WAITING;
            };
        }
    }

    /** What follows once nothing is left of the process. */
    private enum Intent {
        BY_POLICY,
        STOP,
        START
    }

    /** Handles what happens to a supervised command. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Something has happened to it.
         *
         * @param supervisor the source
         * @param event what
         * @throws Exception goes to the loop's error handler
         */
        void happened(Supervisor supervisor, SupervisorEvent event) throws Exception;

        /**
         * A line that it wrote to standard output, for {@link Spawn#pipeOutput}.
         *
         * @param supervisor the source
         * @param line as {@link StreamSource.LineHandler} has it
         * @throws Exception goes to the loop's error handler
         */
        default void output(Supervisor supervisor, String line) throws Exception {}

        /**
         * A line that it wrote to standard error, for {@link Spawn#pipeError}.
         *
         * @param supervisor the source
         * @param line as {@link StreamSource.LineHandler} has it
         * @throws Exception goes to the loop's error handler
         */
        default void error(Supervisor supervisor, String line) throws Exception {}
    }

    /** The next start, or the moment at which the process should have been ready. */
    private final class Alarm extends Deadline {
        private boolean isDue;

        @Override
        protected void due() {
            isDue = true;
            pend();
        }

        private void set(long nanos) {
            cancel();
            loop().scheduleIn(this, nanos);
        }

        private void cancel() {
            loop().timers.cancel(this);
            isDue = false;
        }
    }

    /** Without a handler its events are awaited. */
    Supervisor(EventLoop loop, String name, Spawn spawn, SupervisorOptions options, @Nullable Handler handler) {
        super(loop, checkReady(name, spawn, options.ready()), "supervisor");
        ReadyWhen ready = options.ready();
        this.spawn = ready.descriptor() < 0 ? spawn : spawn.pipeFrom(ready.descriptor());
        this.options = options;
        this.handler = handler == null ? Supervisor::keep : handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
        this.limit = new StartLimit(options.startLimit(), Accuracy.saturatedNanos(options.startWindow()));
        alarm.set(0);
    }

    private void keep(SupervisorEvent event) {
        if (waiters != null && !waiters.deliverOrKeep(event, MOST_KEPT)) {
            statistics().missed++;
        }
    }

    private static String checkReady(String name, Spawn spawn, ReadyWhen ready) {
        if (ready.isLine() && !spawn.hasPipe(1) && !spawn.hasPipe(2)) {
            throw new IllegalArgumentException("supervisor \"" + name + "\": " + ready
                    + " is seen only where its output comes to us: Spawn.pipeOutput() or pipeError()");
        }
        return name;
    }

    /**
     * Where it is.
     *
     * @return the state
     */
    public State state() {
        return state;
    }

    /**
     * The process that runs.
     *
     * @return its id, 0 without one
     */
    public int pid() {
        ChildSource running = child;
        return running == null ? 0 : running.pid();
    }

    /**
     * Sends the process a signal.
     *
     * @param signal what to send
     * @return false if none runs
     */
    public boolean send(Signal signal) {
        loop().checkThread();
        ChildSource running = child;
        return running != null && running.send(signal);
    }

    /** Starts it where it is stopped or was given up, and at once where the next start waits for its time. Else does nothing. */
    public void start() {
        loop().checkThread();
        checkOpen();
        switch (state) {
            case STOPPED, GAVE_UP -> {
                failures = 0;
                limit.forget();
                become(State.WAITING);
                alarm.set(0);
            }
            case WAITING -> alarm.set(0);
            case STOPPING -> intent = Intent.START;
            case STARTING, READY -> {}
        }
    }

    /**
     * Stops it: asks the process to end, kills it if it does not in time, and starts none. {@link SupervisorEvent.Stopped} tells
     * when it is done.
     */
    public void stop() {
        loop().checkThread();
        checkOpen();
        switch (state) {
            case STARTING, READY -> end(Intent.STOP, SupervisorEvent.Cause.ASKED);
            case STOPPING -> intent = Intent.STOP;
            case WAITING -> stopped();
            case STOPPED, GAVE_UP -> {}
        }
    }

    /** Stops the process and starts another as soon as nothing is left of it; where none runs, as {@link #start}. */
    public void restart() {
        loop().checkThread();
        checkOpen();
        if (state == State.STARTING || state == State.READY) {
            end(Intent.START, SupervisorEvent.Cause.ASKED);
        } else {
            start();
        }
    }

    private void end(Intent next, SupervisorEvent.Cause why) {
        intent = next;
        cause = why;
        alarm.cancel();
        become(State.STOPPING);
        ChildSource running = child;
        if (running != null) {
            running.end();
        }
    }

    private void become(State next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException(this + " does not go from " + state + " to " + next);
        }
        state = next;
    }

    private void tell(SupervisorEvent event) {
        events.add(event);
        pend();
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        if (alarm.isDue) {
            alarm.isDue = false;
            onAlarm();
        }
        for (int left = budget; left > 0 && isListening(); left--) {
            SupervisorEvent event = events.poll();
            if (event == null) {
                return Outcome.DONE;
            }
            if (!events.isEmpty()) {
                pend(); // also if the handler throws
            }
            took();
            handler.happened(this, event);
        }
        return events.isEmpty() ? Outcome.DONE : Outcome.MORE;
    }

    private void onAlarm() {
        if (state == State.WAITING) {
            launch();
        } else if (state == State.STARTING) {
            end(Intent.BY_POLICY, SupervisorEvent.Cause.NOT_READY);
        }
    }

    private void launch() {
        become(State.STARTING);
        intent = Intent.BY_POLICY;
        cause = SupervisorEvent.Cause.ITSELF;
        startedAt = loop().time();
        limit.started(startedAt);
        try {
            child = watched(ChildSource.start(loop(), name(), spawn, this::exited));
        } catch (RuntimeException e) { // whatever it is, it may be gone the next time
            tell(new SupervisorEvent.NotStarted(e));
            next(false, false);
            return;
        }
        tell(new SupervisorEvent.Started(pid(), ++count));
        if (options.ready().isStarted()) {
            ready();
        } else if (!options.readyTimeout().isZero()) {
            alarm.set(Accuracy.saturatedNanos(options.readyTimeout()));
        }
    }

    private ChildSource watched(ChildSource started) {
        try {
            started.endsBy(options.stopSignal(), options.stopTimeout());
            if (spawn.hasPipe(1)) {
                started.outputLines((source, line) -> line(line, handler::output));
            }
            if (spawn.hasPipe(2)) {
                started.errorLines((source, line) -> line(line, handler::error));
            }
            if (options.ready().descriptor() >= 0) {
                started.bytes(options.ready().descriptor(), this::notified);
            }
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Where a line goes. */
    private interface Taker {
        void take(Supervisor supervisor, String line) throws Exception;
    }

    private void line(String line, Taker taker) throws Exception {
        if (options.ready().matches(line)) {
            ready();
        }
        taker.take(this, line);
    }

    private void notified(StreamSource source, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (bytes.get() == '\n') {
                source.close();
                ready();
                return;
            }
        }
    }

    private void ready() {
        if (state == State.STARTING) {
            alarm.cancel();
            become(State.READY);
            readyAt = loop().time();
            tell(new SupervisorEvent.Ready(pid(), Duration.ofNanos(readyAt - startedAt)));
        }
    }

    private void exited(ChildSource source, ExitStatus status) {
        long now = loop().time();
        boolean healthy = state == State.READY && now - readyAt >= Accuracy.saturatedNanos(options.healthyAfter());
        if (state != State.STOPPING) {
            alarm.cancel();
            become(State.STOPPING);
        }
        boolean killed = cause == SupervisorEvent.Cause.ASKED && source.wasKilled();
        SupervisorEvent.Cause why = killed ? SupervisorEvent.Cause.KILLED : cause;
        tell(new SupervisorEvent.Ended(source.pid(), status, why, Duration.ofNanos(now - startedAt)));
        child = null;
        boolean success = why == SupervisorEvent.Cause.ITSELF
                && status.signal() == null
                && options.successCodes().contains(status.code());
        source.closeThen(() -> gone(success, healthy));
    }

    private void gone(boolean success, boolean healthy) {
        if (!isOpen()) {
            return;
        }
        switch (intent) {
            case STOP -> stopped();
            case START -> {
                become(State.WAITING);
                alarm.set(0);
            }
            case BY_POLICY -> next(success, healthy);
        }
    }

    private void stopped() {
        alarm.cancel();
        become(State.STOPPED);
        tell(new SupervisorEvent.Stopped());
    }

    private void next(boolean success, boolean healthy) {
        RestartPolicy policy = options.restart();
        if (policy == RestartPolicy.NEVER || policy == RestartPolicy.ON_FAILURE && success) {
            stopped();
            return;
        }
        failures = healthy ? 1 : failures + 1;
        long delay = options.backoff().nanos(failures, options.random());
        if (limit.isReached(loop().time() + delay)) {
            become(State.GAVE_UP);
            tell(new SupervisorEvent.GaveUp(options.startLimit(), options.startWindow()));
            return;
        }
        become(State.WAITING);
        alarm.set(delay);
        tell(new SupervisorEvent.Restarting(Duration.ofNanos(delay), failures));
    }

    /** What happens is told, not looked for. */
    @Override
    boolean canLook() {
        return false;
    }

    @Override
    @Nullable
    Waiters<SupervisorEvent> waiters() {
        return waiters;
    }

    @Override
    void release(Steps steps) {
        alarm.cancel();
        events.clear();
        ChildSource running = child;
        if (running != null) {
            steps.go(running::close);
        }
    }
}
