package dev.carillon.linux;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A child process that {@link Spawn} started. When epoll reports {@link Epoll#IN} for its descriptor it has ended, and
 * {@link PidFd#reap} tells how; until then it is a zombie, so do reap it before closing.
 *
 * <p>For one thread at a time.
 */
public final class Child implements AutoCloseable {
    /** The children of this process that are ours to reap, by pid: what a reaper of orphans has to leave alone. */
    private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

    private static final AtomicInteger STARTING = new AtomicInteger();

    private final int pid;
    private final PidFd pidFd;
    /** Null if it is in ours. */
    private final @Nullable ProcessGroup group;

    private final Map<Integer, StreamFd> pipes;

    Child(int pid, PidFd pidFd, boolean hasOwnGroup, Map<Integer, StreamFd> pipes) {
        this.pid = pid;
        this.pidFd = pidFd;
        this.group = hasOwnGroup ? new ProcessGroup(pid) : null;
        this.pipes = pipes;
    }

    /** From here on until {@link #started} there may be a child that nobody has claimed yet. */
    static void starting() {
        STARTING.incrementAndGet();
    }

    static void started() {
        STARTING.decrementAndGet();
    }

    static boolean isAnyStarting() {
        return STARTING.get() > 0;
    }

    /** A child was made that is reaped by its {@link PidFd}. */
    static void claim(int pid) {
        OURS.add(pid);
    }

    /** It was reaped, or nobody will. */
    static void disclaim(int pid) {
        OURS.remove(pid);
    }

    static boolean isOurs(int pid) {
        return OURS.contains(pid);
    }

    /**
     * Its process id; belongs to it until it is reaped.
     *
     * @return the pid
     */
    public int pid() {
        return pid;
    }

    /**
     * Its descriptor.
     *
     * @return the pidfd
     */
    public PidFd pidFd() {
        return pidFd;
    }

    /**
     * What it reads as standard input, for {@link Spawn#pipeInput}. Close it to let the child read the end.
     *
     * @return the end to write to, non-blocking
     * @throws IllegalStateException if it is no pipe of ours
     */
    public StreamFd input() {
        return pipe(0);
    }

    /**
     * What it writes to standard output, for {@link Spawn#pipeOutput}.
     *
     * @return the end to read from, non-blocking
     * @throws IllegalStateException if it is no pipe of ours
     */
    public StreamFd output() {
        return pipe(1);
    }

    /**
     * What it writes to standard error, for {@link Spawn#pipeError}.
     *
     * @return the end to read from, non-blocking
     * @throws IllegalStateException if it is no pipe of ours
     */
    public StreamFd error() {
        return pipe(2);
    }

    /**
     * Our end of a pipe, for {@link Spawn#pipeFrom} and {@link Spawn#pipeTo}. Closed with this object.
     *
     * @param number the descriptor's number in the child
     * @return our end, non-blocking
     * @throws IllegalStateException if it is no pipe of ours, or was taken
     */
    public StreamFd pipe(int number) {
        StreamFd end = pipes.get(number);
        if (end == null) {
            throw new IllegalStateException("descriptor " + number + " of " + this + " is not a pipe of ours: pipeFrom("
                    + number + ") or pipeTo(" + number + ") makes it one");
        }
        return end;
    }

    /**
     * As {@link #pipe}, and it is the caller's from now on: {@link #close} leaves it open.
     *
     * @param number the descriptor's number in the child
     * @return our end, non-blocking
     * @throws IllegalStateException if it is no pipe of ours, or was taken
     */
    public StreamFd take(int number) {
        StreamFd end = pipe(number);
        pipes.remove(number);
        return end;
    }

    /**
     * Whether {@link #pipe} has our end of a pipe for a number.
     *
     * @param number the descriptor's number in the child
     * @return false if the child was given something else there, or it was taken
     */
    public boolean hasPipe(int number) {
        return pipes.containsKey(number);
    }

    /**
     * Whether it began with a process group of its own, by {@link Spawn#ownGroup} or {@link Spawn#ownSession}.
     *
     * @return true if {@link #signalGroup} has a group to signal
     */
    public boolean hasOwnGroup() {
        return group != null;
    }

    /**
     * Signals all processes of its group: itself, what it started, and what those started, unless they left the group. Also
     * after its own end, as long as others are left.
     *
     * @param signal what to send
     * @return false if nobody is left in the group
     * @throws IllegalStateException if it has no group of its own: the group would be ours
     * @throws LinuxException EPERM if none of them is ours to signal
     */
    public boolean signalGroup(Signal signal) {
        ownGroup();
        return pidFd.signalGroup(signal.number());
    }

    /**
     * Whether anybody is in its group. Zombies do not count, which wait for their parent alone: that may be a first process of
     * the pid namespace that reaps late or never.
     *
     * @return false if nobody is left
     * @throws IllegalStateException if it has no group of its own
     */
    public boolean hasGroupMembers() {
        ProcessGroup own = ownGroup();
        return pidFd.signalGroup(0) && !own.isOfZombies();
    }

    private ProcessGroup ownGroup() {
        ProcessGroup own = group;
        if (own == null) {
            throw new IllegalStateException(this + " is in our own process group: Spawn.ownGroup() gives it another");
        }
        return own;
    }

    /** Closes our ends of its pipes, but those that were taken. */
    public void closePipes() {
        pipes.values().forEach(Fd::close);
        pipes.clear();
    }

    /** Closes the descriptor and our ends of its pipes; the process goes on, and nobody reaps it then. */
    @Override
    public void close() {
        pidFd.close();
        closePipes();
        if (!pidFd.isReaped()) {
            disclaim(pid); // after it is reaped the number may be another child's
        }
    }

    /** {@code child 4711}. */
    @Override
    public String toString() {
        return "child " + pid;
    }
}
