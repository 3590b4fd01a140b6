package dev.carillon.loop.child;

import dev.carillon.linux.Child;
import dev.carillon.linux.Errno;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A child of ours on its way to its end: asked by a signal, killed if that does not do, reaped. If it has a process group of
 * its own, what it has started goes with it.
 */
public final class Ending {
    public static final Duration USUAL_GRACE = Duration.ofSeconds(10);

    private final Child child;
    private Signal signal = Signal.TERM;
    private long graceNanos = USUAL_GRACE.toNanos();
    private boolean asked;
    private boolean killed;
    private @Nullable ExitStatus status;

    public Ending(Child child) {
        this.child = child;
    }

    public Child child() {
        return child;
    }

    /** How it is asked, and how long it may take then. */
    public void by(Signal newSignal, long newGraceNanos) {
        signal = newSignal;
        graceNanos = newGraceNanos;
    }

    public long graceNanos() {
        return graceNanos;
    }

    public boolean isAsked() {
        return asked;
    }

    public boolean isKilled() {
        return killed;
    }

    /** Asks it to end, once. */
    public void ask() {
        if (!asked) {
            asked = true;
            send(signal);
            send(Signal.CONT); // one that is stopped sees no signal but KILL until it goes on
        }
    }

    public void kill() {
        asked = true;
        killed = true;
        send(Signal.KILL);
    }

    private void send(Signal what) {
        if (child.hasOwnGroup()) {
            child.signalGroup(what);
        } else {
            child.pidFd().sendSignal(what);
        }
    }

    /** How it ended, which it is reaped for; null while it runs. */
    @Nullable
    public ExitStatus status() {
        ExitStatus known = status;
        if (known == null) {
            status = known = reap();
        }
        return known;
    }

    private @Nullable ExitStatus reap() {
        try {
            return child.pidFd().reap();
        } catch (LinuxException e) {
            if (e.errno() != Errno.ECHILD) {
                throw e;
            }
            // Somebody in this process waits for any child, or CHLD is ignored: it has ended all the same.
            return child.pidFd().canTellExit() ? child.pidFd().exitInfo() : ExitStatus.UNKNOWN;
        }
    }

    public boolean hasEnded() {
        return status != null;
    }

    /** Whether nothing is left of it: it is reaped, and if it was to end, nobody is in its group either. */
    public boolean isOver() {
        return status() != null && !hasLeftOthers();
    }

    /** Whether it has ended, and those of its group that were to end with it have not. */
    public boolean hasLeftOthers() {
        return asked && child.hasOwnGroup() && child.hasGroupMembers();
    }
}
