package dev.carillon.loop.simulation;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.FailurePolicy;
import dev.carillon.loop.Source;
import java.time.Duration;

/** A source, what makes its events, what is done to it meanwhile, and what should come of it all. */
abstract class Actor {
    /** A source that listens and has something to handle gets on within so many steps of a turn or more, whatever there is. */
    private static final int LONGEST_WAIT_STEPS = 100;

    private static final int PRIORITIES = 64;

    final World world;
    final String name;
    private boolean closed;
    private boolean brokenForGood;
    private long progress;
    private long progressSeen;
    private int waits;

    Actor(World world, String name) {
        this.world = world;
        this.name = name;
    }

    abstract Source source();

    /** Does what makes events, if the source is open. */
    abstract void cause();

    /** Whether something has been caused that is to be handled now. */
    abstract boolean isPending();

    /**
     * After the end: holds what was handled against what was caused.
     *
     * @param complete nothing may be missing; else what came last may, as it was cut off
     */
    abstract void verify(boolean complete);

    /** Breaks what it reads from for good; false if that cannot be. */
    boolean breakForGood() {
        return false;
    }

    /** Releases what is the actor's own. */
    void dispose() {}

    /** Before what it waits for at the end. */
    void help() {}

    /** To be called by each handler, first. */
    final void handled(Object what) {
        progress++;
        world.note(name, what);
        world.require(!closed, name, "is closed, and handled");
        world.require(source().isEnabled(), name, "is off, and handled");
        world.require(world.loop.isLoopThread(), name, "is handled elsewhere");
    }

    /** To be called by each handler, last: what handlers do besides their work. */
    final void live() {
        world.liveInHandler();
        if (world.chance(25)) {
            throw new Planned(name);
        }
    }

    final void meddle() {
        if (!source().isOpen()) {
            return;
        }
        Source source = source();
        int what = world.draw(12);
        world.note("meddle " + what, name);
        switch (what) {
            case 0 -> source.disable();
            case 1, 2 -> source.enable();
            case 3 -> source.priority(world.draw(PRIORITIES));
            case 4 -> source.budget(1 + world.draw(8));
            case 5 -> source.rateLimit(1 + world.draw(5), Duration.ofMillis(1 + world.draw(20)));
            case 6 -> source.noRateLimit();
            case 7 -> source.onFailure(world.chance(2) ? FailurePolicy.CONTINUE : FailurePolicy.DISABLE);
            case 8 -> {
                source.disable();
                source.enable();
            }
            case 9 -> closeNowAndThen();
            default -> {}
        }
    }

    private void closeNowAndThen() {
        if (world.chance(4)) {
            close();
            world.replace(this);
        } else if (world.chance(40)) {
            source().onFailure(FailurePolicy.STOP);
        }
    }

    private void close() {
        closed = true;
        try {
            source().close();
        } catch (LinuxException e) {
            world.note(name, "close refused"); // and all the same done
        }
        world.require(!source().isOpen(), name, "is open after close()");
    }

    final boolean isClosed() {
        return closed || !source().isOpen();
    }

    final void breakNow() {
        brokenForGood |= !brokenForGood && !isClosed() && breakForGood();
    }

    /** Between turns: whether it is starving. */
    final void observe() {
        boolean isWaiting = !isClosed() && isPending() && source().isListening() && progress == progressSeen;
        progressSeen = progress;
        waits = isWaiting ? waits + 1 : 0;
        world.require(waits <= LONGEST_WAIT_STEPS, name, "starves: it listens, and has something to handle");
    }

    /** Brings it to where everything that was caused will be handled. */
    final void settle() {
        if (!isClosed()) {
            source().enable();
            source().noRateLimit();
            help();
        }
    }

    final boolean isSettled() {
        return isClosed() || !isPending() || isHopeless();
    }

    private boolean isHopeless() {
        boolean lost = brokenForGood || world.trouble.refusesWatching() && !source().isEnabled();
        return lost && world.wasTold(source());
    }

    /** Whether everything that was caused must have been handled at the end of a settled world. */
    final boolean isComplete() {
        return !closed && !brokenForGood && !world.trouble.refusesWatching();
    }

    @Override
    public String toString() {
        return name
                + (isClosed() ? " closed" : source().isListening() ? "" : " held")
                + (isPending() ? " pending" : "");
    }
}
