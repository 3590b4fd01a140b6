package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import dev.carillon.linux.Poll;
import dev.carillon.loop.life.Steps;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source that is a descriptor the loop's poller watches. Interest changes are recorded and applied once before the next
 * wait, so that switching off and on within a turn costs nothing.
 */
public abstract class WatchedSource extends Source {
    /** What can be reported besides what was asked for. */
    static final int ALWAYS_REPORTED = Epoll.ERR | Epoll.HUP;

    /** In place of a mask: registered, and silent after its one shot. No bit of {@code epoll_ctl(2)}. */
    private static final int SILENT = 1 << 27;

    // Whether it is in the loop's list of sources with changed interest.
    boolean interestChanged;

    private final Fd fd;
    private final boolean ownsFd;
    private int interest;
    private Trigger trigger = Trigger.LEVEL;

    /** What the poller has: the mask with its trigger, {@link #SILENT}, or 0 if the descriptor is not registered. */
    private int registered;

    /** The poller has taken it: the subclass has, or is about to have, something to release. */
    private boolean made;

    /** A one-shot event came and the kernel is silent now. */
    private boolean disarmed;

    /** It looked away from an edge, which the kernel tells again only if it is asked to. */
    private boolean lookedAway;

    /** What the kernel reported and the handler has not seen. */
    private int ready;

    /** What the handler saw last. */
    private int seen;

    WatchedSource(EventLoop loop, String name, String kind, Fd fd, int interest, boolean ownsFd) {
        this(loop, name, kind, fd, interest, ownsFd, new SourceStatistics());
    }

    WatchedSource(
            EventLoop loop,
            String name,
            String kind,
            Fd fd,
            int interest,
            boolean ownsFd,
            SourceStatistics statistics) {
        super(loop, checked(loop, fd, ownsFd, () -> check(loop, name, interest)), kind, statistics);
        this.fd = fd;
        this.interest = interest;
        this.ownsFd = ownsFd;
        try {
            register();
            made = true;
        } catch (Throwable e) { // whatever it is: nobody else would close it
            closeRefused(e);
            throw e;
        }
    }

    /** A descriptor that was never open cannot be closed either; what counts is why it was refused. */
    private void closeRefused(Throwable reason) {
        Steps steps = new Steps(reason);
        steps.go(isLoopsOwn() ? this::closeNow : this::close);
    }

    /**
     * What is checked before there is a source. If that refuses it, what the source would have owned is closed: who gives a
     * descriptor away has it no more, however the call ends. Only what is another source's stays open.
     */
    static <T> T checked(EventLoop loop, Fd fd, boolean ownsFd, Supplier<T> check) {
        try {
            return check.get();
        } catch (Throwable e) { // whatever it is: nobody else would close it
            boolean another = loop.isLoopThread() && fd.isOpen() && watcherOf(loop, fd, null) != null;
            if (ownsFd && !another) {
                Steps steps = new Steps(e);
                steps.go(fd::close);
            }
            throw e;
        }
    }

    private static String check(EventLoop loop, String name, int interest) {
        checkInterest(interest);
        return check(loop, name);
    }

    static int checkInterest(int interest) {
        int allowed = Epoll.IN | Epoll.OUT | Epoll.PRI | Epoll.RDHUP;
        if ((interest & ~allowed) != 0) {
            throw new IllegalArgumentException("an interest is a mix of IN, OUT, PRI and RDHUP; triggers are set with"
                    + " trigger(), ERR and HUP are always reported");
        }
        return interest;
    }

    private void register() {
        if (wanted() != 0) {
            watch(wanted());
            registered = wanted();
        }
    }

    private void watch(int mask) {
        if (!loop().poller.add(fd, mask, token())) {
            Source watcher = watcherOf(loop(), fd, this);
            throw new IllegalArgumentException(
                    this + ": " + fd + " is watched by " + (watcher == null ? "another source" : watcher) + " already");
        }
    }

    private static @Nullable Source watcherOf(EventLoop loop, Fd fd, @Nullable Source except) {
        for (Source other : loop.registry.all()) {
            if (other != except
                    && other instanceof WatchedSource watched
                    && watched.fd.isOpen()
                    && watched.fd.number() == fd.number()) {
                return watched;
            }
        }
        return null;
    }

    /** Called by the loop with what the poller reported. */
    final void reported(int events) {
        if (trigger == Trigger.ONE_SHOT) {
            disarmed = true;
            registered = SILENT;
        }
        ready |= events;
        pend();
    }

    /** What is ready, and forgets it; a source that stops before the end says so with {@link #keepReady}. */
    final int takeReady() {
        seen = ready;
        ready = 0;
        return seen;
    }

    /** There is more than the budget allowed. The kernel reports a level again, but an edge never. */
    final Outcome keepReady(int events) {
        ready |= events;
        return Outcome.MORE;
    }

    /** Nobody waits for what there may be more. The kernel reports a level again, but an edge never. */
    final Outcome nobodyWaits(Waiters<?> waiters, int events) {
        if (!isEdgeTriggered()) {
            return Outcome.DONE;
        }
        waiters.areWaiting();
        return keepReady(events);
    }

    /** Comes to it in the next turn without asking the kernel, which may not tell of it again. */
    final void readyAgain(int events) {
        keepReady(events);
        pend();
    }

    /** What the poller should have of this source: the mask, or 0 where it is silent or not registered. */
    final int registered() {
        return registered == SILENT ? 0 : registered;
    }

    final Fd fd() {
        return fd;
    }

    final boolean isEdgeTriggered() {
        return trigger == Trigger.EDGE;
    }

    final int interest() {
        return interest;
    }

    final void interest(int newInterest) {
        if (interest != newInterest) {
            checkExclusive(trigger, newInterest);
            lookedAway |= (newInterest & ~interest) != 0;
            interest = newInterest;
            loop().dispatcher.interestChanged(this);
        }
    }

    /** Registers it anew before the next wait. */
    final void rewatch() {
        if (registered != 0 && registered != SILENT) {
            loop().poller.remove(fd);
            registered = 0;
            loop().dispatcher.interestChanged(this);
        }
    }

    private int wanted() {
        if (disarmed) {
            return SILENT;
        }
        return isListening() && interest != 0 ? interest | flagsOf(trigger) : 0;
    }

    /** {@code epoll_ctl(2)} would refuse the mix only when the loop waits next. */
    private void checkExclusive(Trigger wantedTrigger, int wantedInterest) {
        int odd = wantedInterest & (Epoll.RDHUP | Epoll.PRI);
        if (wantedTrigger == Trigger.EXCLUSIVE && odd != 0) {
            throw new IllegalArgumentException(this + ": EPOLLEXCLUSIVE does not go with "
                    + ((odd & Epoll.RDHUP) != 0 ? "EPOLLRDHUP" : "EPOLLPRI"));
        }
    }

    private static int flagsOf(Trigger trigger) {
        return switch (trigger) {
            case LEVEL -> 0;
            case EDGE -> Epoll.EDGE;
            case ONE_SHOT -> Epoll.ONESHOT;
            case EXCLUSIVE -> Epoll.EXCLUSIVE;
        };
    }

    /** Brings the poller up to date; called by the loop before it waits. */
    final void applyInterest() {
        interestChanged = false;
        if (!isOpen()) {
            return;
        }
        applying();
        int wanted = wanted();
        boolean anew =
                lookedAway && (wanted & Epoll.EDGE) != 0; // what is ready is told again: an edge was seen in vain
        lookedAway = false;
        if (wanted == registered && !anew || wanted == SILENT) {
            return;
        }
        boolean exclusive = ((wanted | registered) & Epoll.EXCLUSIVE) != 0; // can be added and removed, never modified
        if (registered != 0 && (wanted == 0 || exclusive)) {
            loop().poller.remove(fd);
            registered = 0;
        }
        if (wanted != 0 && registered == 0) {
            watch(wanted);
        } else if (wanted != 0) {
            loop().poller.modify(fd, wanted, token());
        }
        registered = wanted;
    }

    /**
     * When readiness is reported.
     *
     * @return the trigger; {@link Trigger#LEVEL} unless changed
     */
    public final Trigger trigger() {
        return trigger;
    }

    /**
     * Changes when readiness is reported, from the next wait on.
     *
     * @param newTrigger the trigger
     */
    public final void trigger(Trigger newTrigger) {
        checkUsers("other trigger");
        checkOpen();
        loop().check(newTrigger);
        checkExclusive(newTrigger, interest);
        trigger = newTrigger;
        disarmed = false;
        loop().dispatcher.interestChanged(this);
    }

    /** Arms a one-shot source again after it was reported. Readiness that is there is reported again. */
    public final void rearm() {
        loop().checkThread();
        checkOpen();
        disarmed = false;
        loop().dispatcher.interestChanged(this);
    }

    @Override
    void listeningChanged() {
        lookedAway |= isListening();
        loop().dispatcher.interestChanged(this);
    }

    /** The kernel does not report the edge again, of which the handler that threw may have left something. */
    @Override
    void onContinued() {
        if (trigger == Trigger.EDGE) {
            readyAgain(seen);
        }
    }

    @Override
    final boolean isStillReady() {
        if (!fd.isOpen() || trigger == Trigger.EDGE || trigger == Trigger.ONE_SHOT) {
            return false; // it is not reported again by itself
        }
        Poll poll = new Poll();
        poll.add(fd, interest);
        return poll.await(0) > 0;
    }

    @Override
    final boolean pin() {
        return fd.retain();
    }

    @Override
    final void unpin() {
        fd.release();
    }

    @Override
    final void returned() {
        if (trigger == Trigger.ONE_SHOT && isOpen()) {
            rearm();
        }
        super.returned();
    }

    /** Closing alone leaves the registration behind where a duplicate of the descriptor lives on (epoll(7)). */
    @Override
    final void silence(Steps steps) {
        boolean watched = registered != 0 && fd.isOpen();
        registered = 0;
        if (watched) {
            steps.go(() -> loop().poller.remove(fd));
        }
        steps.go(this::leaving);
    }

    @Override
    final void release(Steps steps) {
        if (ownsFd && (made || !fd.isOpen() || watcherOf(loop(), fd, this) == null)) {
            steps.go(fd::close);
        }
        if (made) {
            onClosed(steps);
        }
    }

    /** For subclasses with more to bring up to date before the loop waits. */
    void applying() {}

    /** For subclasses with something to see to while the descriptor is still open. */
    void leaving() {}

    /** For subclasses with more to release. */
    void onClosed(Steps steps) {}
}
