package dev.carillon.loop.life;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A loop's life, and which thread leads it: the one table behind {@code run}, {@code turn}, {@code stop} and {@code close}.
 *
 * <pre>
 * NEW ──── run ───&gt; RUNNING ────────────────┐
 *  ├────── turn ──&gt; TURNING &lt;──&gt; RESTING ───┤
 *  └────── close ───────────────────────────┴──&gt; ENDING ──&gt; CLOSING ──&gt; CLOSED
 * </pre>
 *
 * <p>Only the owner leads the loop from state to state. Another thread may ask it to ({@link #stop}), and takes over where
 * there is no owner yet, or where it will never come back: it is dead, or inside {@link System#exit}, where it waits for the
 * very shutdown hooks that may wait for the loop.
 */
public final class Lifecycle {
    /** From making to end; never back, but between turns. */
    public enum State {
        /** Made; whoever runs, turns or closes it first has it. */
        NEW,
        /** Its owner is in {@code run}. */
        RUNNING,
        /** Its owner is in {@code turn}. */
        TURNING,
        /** Its owner is between two calls of {@code turn}. */
        RESTING,
        /** Exit handlers and the last tasks run. */
        ENDING,
        /** Sources are being closed, and none is made. */
        CLOSING,
        /** Exit handlers have run, sources and descriptors are closed. */
        CLOSED;

        public boolean leadsTo(State next) {
            return switch (this) {
                case NEW -> next == RUNNING || next == TURNING || next == ENDING;
                case RUNNING -> next == ENDING;
                case TURNING -> next == RESTING || next == ENDING;
                case RESTING -> next == TURNING || next == RUNNING || next == ENDING;
                case ENDING -> next == CLOSING;
                case CLOSING -> next == CLOSED;
                case CLOSED -> false;
            };
        }
    }

    private final String loop;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<@Nullable Void> terminated = new CompletableFuture<>();
    private volatile State state = State.NEW;
    private volatile Thread owner = Thread.currentThread();
    private volatile boolean stopping;

    /**
     * A life that begins now. The calling thread owns the loop until another leads it.
     *
     * @param loop names the loop in errors
     */
    public Lifecycle(String loop) {
        this.loop = loop;
    }

    /** The calling thread leads the loop with {@code run}, to its end. */
    public void beginRun() {
        claim(State.RUNNING);
    }

    /** The calling thread leads the loop with {@code turn}, and is the only one that does from now on. */
    public void beginTurn() {
        if (state == State.RESTING && isOwner()) {
            state = State.TURNING; // nobody else leads from here as long as the owner lives
        } else {
            claim(State.TURNING);
        }
    }

    /** The turn is over; the loop goes on with the owner's next one. */
    public void endTurn() {
        become(State.RESTING);
    }

    private synchronized void claim(State next) {
        boolean free = state == State.NEW || state == State.RESTING && (isOwner() || !owner.isAlive());
        if (!free) {
            throw new IllegalStateException(loop + refusal());
        }
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    loop + " needs a platform thread: it would hold a virtual thread's carrier while it waits");
        }
        become(next);
        owner = Thread.currentThread();
    }

    private String refusal() {
        return switch (state) {
            case NEW, RUNNING, TURNING ->
                isOwner()
                        ? " is in a turn: what runs in it calls neither run() nor turn(), but returns to the loop"
                        : " is running already, on thread \"" + owner.getName() + "\"";
            case RESTING -> " is driven by turn() on thread \"" + owner.getName() + "\": no other thread leads it";
            case ENDING, CLOSING, CLOSED -> " has ended";
        };
    }

    /** Asks the owner to end the loop. Any thread. */
    public void stop() {
        stopping = true;
    }

    /** Whether the end was asked for, or has come. Any thread; read for every source that is handled. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Whether the calling thread is to carry the end out now: nobody leads the loop yet, or its owner asks, and is not in the
     * middle of a turn. If so, it is the owner from now on and the loop {@link State#ENDING}.
     */
    public synchronized boolean claimEnd() {
        return (state == State.NEW || state == State.RESTING && isOwner()) && takeEnd();
    }

    /** As {@link #claimEnd}, of the owner at the end of its run or turn; false if another took over. */
    public synchronized boolean claimOwnEnd() {
        return isOwner() && (state == State.RUNNING || state == State.TURNING) && takeEnd();
    }

    /** As {@link #claimEnd}, where the owner will not come back; an end that it has begun is carried on. */
    public synchronized boolean takeOver() {
        return state != State.CLOSED && !isOwner() && isGoneForGood(owner) && takeEnd();
    }

    private boolean takeEnd() {
        stopping = true;
        owner = Thread.currentThread();
        if (state != State.ENDING && state != State.CLOSING) {
            become(State.ENDING);
        }
        return true;
    }

    /** Whether a thread will never return to what it does: {@link Runtime#exit} ends with the process. */
    public static boolean isGoneForGood(Thread thread) {
        if (!thread.isAlive()) {
            return true;
        }
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("exit") && frame.getClassName().equals("java.lang.Runtime")) {
                return true;
            }
        }
        return false;
    }

    /** Exit handlers and tasks have run: no source is made any more. Does nothing on the way that another has begun. */
    public void closing() {
        if (state == State.ENDING) {
            become(State.CLOSING);
        }
    }

    /** All is closed: who waits is told. */
    public void closed() {
        become(State.CLOSED);
        closed.countDown(); // before the stage, whose user's code may take its time
        terminated.complete(null);
    }

    private void become(State next) {
        if (!state.leadsTo(next)) {
            throw new IllegalStateException(loop + " does not go from " + state + " to " + next);
        }
        state = next;
    }

    /** Waits for the end; false if it has not come in time. */
    public boolean awaitEnd(long nanos) throws InterruptedException {
        return closed.await(nanos, TimeUnit.NANOSECONDS);
    }

    public CompletionStage<@Nullable Void> terminated() {
        return terminated.minimalCompletionStage();
    }

    public boolean isEnded() {
        return state == State.CLOSED;
    }

    public boolean isOwner() {
        return Thread.currentThread() == owner;
    }

    /** The thread that leads, or will; of a loop that nobody has led yet the one that made it. */
    public Thread owner() {
        return owner;
    }

    public void checkOwner() {
        if (!isOwner()) {
            throw new IllegalStateException(loop + " belongs to thread \"" + owner.getName() + "\", called from \""
                    + Thread.currentThread().getName() + "\": use execute() or submit()");
        }
    }

    /** Whether sources are being closed, or were. */
    public boolean isClosing() {
        return state == State.CLOSING || state == State.CLOSED;
    }

    /** Refuses what nobody would close any more. */
    public void checkNotClosing() {
        if (isClosing()) {
            throw new IllegalStateException(loop + " has ended");
        }
    }
}
