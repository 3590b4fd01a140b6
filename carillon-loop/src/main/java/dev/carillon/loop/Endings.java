package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Poll;
import dev.carillon.loop.child.Ending;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The children that a loop has yet to see end. While it runs each is a source of its own ({@link EndingChild}); when it ends,
 * its thread waits here for all of them at once, each for the rest of its own time, and runs nothing else any more.
 *
 * <p>That wait is in the system's time whatever the loop's is: processes live in no other.
 */
final class Endings {
    /** What is killed is gone within milliseconds, unless the kernel cannot let go of it: a dead file server, say. */
    private static final long AFTER_KILL_NANOS = 1_000_000_000;

    /** No event tells that a process group is empty. */
    private static final long LOOK_AT_GROUPS_NANOS = 10_000_000;

    private static final System.Logger LOG = System.getLogger(Endings.class.getName());

    private final EventLoop loop;
    private final List<Waited> waited = new ArrayList<>();
    private volatile long latest = Long.MAX_VALUE;

    Endings(EventLoop loop) {
        this.loop = loop;
    }

    /** A child, and when it is killed, or given up then. */
    private static final class Waited {
        private final Ending ending;
        private long deadline;

        Waited(Ending ending, long deadline) {
            this.ending = ending;
            this.deadline = deadline;
        }
    }

    /**
     * A child's source has closed before the child has ended; the loop goes on with that.
     *
     * @param leftNanos until it is killed; negative if it lives on, and is only reaped
     * @param whenGone told when nothing is left of it, unless the loop ends before
     */
    void add(String name, Ending ending, long leftNanos, Runnable whenGone) {
        if (loop.isClosing()) {
            add(ending, leftNanos);
            return;
        }
        try {
            new EndingChild(loop, name, ending, leftNanos, whenGone);
        } catch (RuntimeException e) { // the kernel has no memory to watch it with
            LOG.log(Level.WARNING, "child \"" + name + "\" is killed: its end cannot be waited for", e);
            end(ending);
            whenGone.run();
        }
    }

    /** The loop ends, and the child has so long. */
    void add(Ending ending, long leftNanos) {
        if (leftNanos < 0) {
            ending.child().close();
        } else {
            waited.add(new Waited(ending, TimeSource.SYSTEM.nanos() + Math.min(leftNanos, Long.MAX_VALUE / 4)));
        }
    }

    /** Kills a child of which nobody will hear, and waits for that. */
    static void end(Ending ending) {
        List<Waited> alone = new ArrayList<>(List.of(new Waited(ending, TimeSource.SYSTEM.nanos())));
        finish(alone);
    }

    /** Somebody wants the loop to have ended in so long: what has not ended shortly before is killed. Any thread. */
    synchronized void within(long nanos) {
        long most = Math.clamp(nanos, 0, Long.MAX_VALUE / 4);
        latest = Math.min(latest, TimeSource.SYSTEM.nanos() + most - most / 8);
    }

    /** When nothing is waited for any longer, in the system's time; Long.MAX_VALUE if nobody is in a hurry. */
    long latest() {
        return latest;
    }

    /** Waits for all of them, and for none longer than it may take. Called once everything else is closed. */
    void finish() {
        for (Waited child : waited) {
            child.deadline = Math.min(child.deadline, latest);
        }
        finish(waited);
    }

    private static void finish(List<Waited> waited) {
        waited.removeIf(Endings::isDone);
        while (!waited.isEmpty()) {
            await(waited);
            waited.removeIf(Endings::isDone);
        }
    }

    private static void await(List<Waited> waited) {
        long now = TimeSource.SYSTEM.nanos();
        long longest = Long.MAX_VALUE;
        Poll poll = new Poll();
        for (Waited child : waited) {
            longest = Math.min(longest, child.deadline - now);
            if (child.ending.hasEnded()) {
                longest = Math.min(longest, LOOK_AT_GROUPS_NANOS);
            } else {
                poll.add(child.ending.child().pidFd(), Epoll.IN);
            }
        }
        poll.await(Math.max(0, longest));
    }

    /** Whether there is nothing more to wait for; whatever a child's end throws, the others' ends are seen to. */
    private static boolean isDone(Waited child) {
        try {
            return isOver(child) && letGo(child.ending);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, child.ending.child() + " is left to itself", e);
            return letGo(child.ending);
        }
    }

    private static boolean letGo(Ending ending) {
        ending.child().close();
        return true;
    }

    private static boolean isOver(Waited child) {
        if (child.ending.isOver()) {
            return true;
        }
        long now = TimeSource.SYSTEM.nanos();
        if (now < child.deadline) {
            return false;
        }
        if (!child.ending.isKilled()) {
            child.ending.kill();
            child.deadline = now + AFTER_KILL_NANOS;
            return false;
        }
        LOG.log(Level.WARNING, "{0} does not go although it was killed: it is left behind", child.ending.child());
        return true;
    }
}
