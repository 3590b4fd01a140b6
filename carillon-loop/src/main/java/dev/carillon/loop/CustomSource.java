package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import dev.carillon.loop.life.Steps;
import java.nio.ByteBuffer;

/**
 * A descriptor with a behaviour of its own: what libraries on top of the loop are made of, such as listeners and
 * connections. A program that only wants to be told of readiness takes {@link Sources#descriptor}.
 *
 * <p>It owns the descriptor and closes it with itself. All that is protected here is for the loop's thread.
 */
public abstract class CustomSource extends WatchedSource {
    /**
     * A source that is watched from the loop's next wait on. If it cannot be, the descriptor is closed.
     *
     * @param loop the loop it belongs to; the calling thread is its own
     * @param name its name
     * @param kind what it is, in a word
     * @param fd what to watch, non-blocking
     * @param interest a mix of {@link Epoll#IN}, {@link Epoll#OUT}, {@link Epoll#PRI}, {@link Epoll#RDHUP}; 0 for nothing
     *     yet
     * @param statistics its figures; sources of one loop that come and go by the thousand share theirs
     */
    protected CustomSource(EventLoop loop, String name, String kind, Fd fd, int interest, SourceStatistics statistics) {
        super(loop, name, kind, fd, interest, true, statistics);
    }

    /**
     * The descriptor is ready.
     *
     * @param events what for: what was asked for, and {@link Epoll#ERR} and {@link Epoll#HUP}
     * @param budget how many events to handle at the most before others have their turn
     * @return what became of it; {@link Outcome#MORE} only from {@link #later}
     * @throws Exception goes to the loop's error handler, and {@link #failurePolicy} says what follows: the source is
     *     disabled unless that was changed
     */
    protected abstract Outcome ready(int events, int budget) throws Exception;

    /**
     * What {@link #ready} or a worker's work has thrown has disabled it; the loop's error handler hears of it next.
     *
     * @param failure what was thrown
     */
    protected void disabled(Throwable failure) {}

    /** The event would be reported again at once if nobody took it. */
    @Override
    final FailurePolicy defaultPolicy() {
        return FailurePolicy.DISABLE;
    }

    @Override
    final void onContinued() {
        super.onContinued();
        spinGuard().fruitless();
    }

    @Override
    final void onDisabled(Throwable error) {
        disabled(error);
    }

    /**
     * Somebody has asked for it to be closed.
     *
     * @return true if that may be done at once; false if it calls {@link #release} itself, at the latest when it is next
     *     settled
     */
    protected boolean closing() {
        return true;
    }

    @Override
    final boolean mayCloseNow() {
        return closing();
    }

    /** Closes it and its descriptor now. */
    protected final void release() {
        closeNow();
    }

    /**
     * Has {@link #settle} called once in this turn, after the sources that are ready; touched after that, in the next. The
     * caller remembers that it has asked.
     */
    protected final void settleSoon() {
        loop().dispatcher.settleSoon(this);
    }

    /**
     * Acts on what was recorded since it was last settled.
     *
     * @throws Exception disables the source and goes to the loop's error handler
     */
    protected void settle() throws Exception {}

    /** Releases what the subclass holds: called once, after the descriptor was closed. */
    protected void closed() {}

    /** The loop listens to it again, {@link #isListening}; what came meanwhile the kernel is about to tell. */
    protected void listensAgain() {}

    /** The loop does not listen to it for now, {@link #isListening}. */
    protected void listensNoMore() {}

    @Override
    final void listeningChanged() {
        super.listeningChanged();
        if (isListening()) {
            listensAgain();
        } else {
            listensNoMore();
        }
    }

    @Override
    final Outcome dispatch(int budget) throws Exception {
        return ready(takeReady(), budget);
    }

    @Override
    final void onClosed(Steps steps) {
        steps.go(this::closed);
    }

    /**
     * Changes what it is watched for, applied once before the loop's next wait.
     *
     * @param interest a mix of {@link Epoll#IN}, {@link Epoll#OUT}, {@link Epoll#PRI}, {@link Epoll#RDHUP}; {@link Epoll#ERR}
     *     for errors and hang-ups alone; 0 for nothing, not even those
     */
    protected final void watchFor(int interest) {
        loop().checkThread();
        interest(interest == Epoll.ERR ? interest : checkInterest(interest));
    }

    /**
     * Takes it out of the kernel's list and puts it in again, before the loop's next wait: behind the other loops that wait
     * for the same descriptor with {@link Trigger#EXCLUSIVE}.
     */
    protected final void watchAnew() {
        loop().checkThread();
        rewatch();
    }

    /**
     * What it is watched for.
     *
     * @return the mask last asked for
     */
    protected final int watchedFor() {
        return interest();
    }

    /**
     * Comes back to readiness in the next turn: the budget is used up.
     *
     * @param events what is still ready
     * @return what {@link #ready} answers then
     */
    protected final Outcome later(int events) {
        return keepReady(events);
    }

    /**
     * Has {@link #ready} called in the next turn without asking the kernel, as after the end of a pause.
     *
     * @param events what to call it with
     */
    protected final void callReady(int events) {
        readyAgain(events);
    }

    /**
     * Counts what was handled, for the statistics.
     *
     * @param events handler calls
     * @param bytes read
     */
    protected final void handled(int events, long bytes) {
        SourceStatistics statistics = statistics();
        if (events > 0) {
            handing();
        }
        statistics.events += events;
        statistics.bytes += bytes;
    }

    /**
     * Tells the loop's error handler of a failure that concerns somebody else's code; if there are many, with growing rests, as
     * of a handler's failures.
     *
     * @param error what it threw; the source stays as it is
     */
    protected final void report(Throwable error) {
        statistics().errors++;
        failureReports().tell(error);
    }

    /**
     * The buffer that reads of this loop go to, cleared.
     *
     * @return a direct buffer; its content is valid until the next read of any source
     */
    protected final ByteBuffer readBuffer() {
        return loop().readBuffer.take();
    }

    /**
     * Whether its share of this turn has time for another event: to be asked before each, the first as well. When it says no,
     * what is left is for {@link #later}.
     *
     * @return false once a slice of time is over, {@link LoopOptions#withSlice}
     */
    protected final boolean hasTime() {
        return goesOn();
    }

    /**
     * The time at which the handler that runs was called, for measuring spans: costs no look at the clock.
     *
     * @return nanoseconds since the loop was made
     */
    protected final long now() {
        return loop().dispatcher.now();
    }

    /**
     * The present, looked up: for the beginning of a span that must not seem longer than it is.
     *
     * @return nanoseconds since the loop was made
     */
    protected final long time() {
        return loop().time();
    }

    /**
     * Whether a {@link WorkerPool} has it: it is silent then, and armed again afterwards.
     *
     * @return true from {@code hand} until the work is done
     */
    protected final boolean isWithWorker() {
        return isHandedOut();
    }
}
