package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.PollH;
import dev.carillon.linux.ffm.TimeH;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors and what they are watched for, in the program's memory: the older ways of waiting, with {@link Poll} or
 * {@link Select}. Each wait hands the whole set to the kernel and costs as much as there is watched. For one thread at a
 * time.
 *
 * <p>Indexes are without gaps: {@link #add} gives the next one, and {@link #remove} gives the last descriptor the index of
 * the one that goes. Masks have the values of those of {@link Epoll}.
 *
 * <p>A descriptor that was closed but not removed is reported as {@link #NVAL}, also when its number is in use again.
 */
public abstract sealed class PollSet permits Poll, Select {
    /** There is something to read, {@code POLLIN}. */
    public static final int IN = PollH.POLLIN;
    /** An exceptional condition, {@code POLLPRI}. */
    public static final int PRI = PollH.POLLPRI;
    /** There is room to write, {@code POLLOUT}. */
    public static final int OUT = PollH.POLLOUT;
    /** An error; always reported by {@link Poll}, never by {@link Select}, {@code POLLERR}. */
    public static final int ERR = PollH.POLLERR;
    /** Both sides are closed; always reported by {@link Poll}, never by {@link Select}, {@code POLLHUP}. */
    public static final int HUP = PollH.POLLHUP;
    /** The descriptor is closed; always reported, {@code POLLNVAL}. */
    public static final int NVAL = PollH.POLLNVAL;
    /** The peer closed its writing side; not known to {@link Select}, {@code POLLRDHUP}. */
    public static final int RDHUP = PollH.POLLRDHUP;

    private static final int INITIAL_CAPACITY = 16;

    private @Nullable Fd[] fds = new @Nullable Fd[INITIAL_CAPACITY];
    private int[] interests = new int[INITIAL_CAPACITY];
    private int[] events = new int[INITIAL_CAPACITY];
    private int size;

    PollSet() {}

    /**
     * Watches a descriptor.
     *
     * @param fd what to watch; it may be in the set more than once
     * @param interest the mask; 0 for only what is always reported
     * @return its index
     * @throws IllegalArgumentException for a descriptor or an interest that this way of waiting can not do
     * @throws IllegalStateException if it is closed
     */
    public final int add(Fd fd, int interest) {
        check(fd, interest);
        if (size == fds.length) {
            int capacity = size * 2;
            fds = Arrays.copyOf(fds, capacity);
            interests = Arrays.copyOf(interests, capacity);
            events = Arrays.copyOf(events, capacity);
        }
        fds[size] = fd;
        interests[size] = interest;
        events[size] = 0;
        return size++;
    }

    /**
     * Changes what a descriptor is watched for.
     *
     * @param index where it is
     * @param interest the new mask
     * @throws IllegalArgumentException for an interest that this way of waiting can not do
     * @throws IllegalStateException if the descriptor is closed
     */
    public final void modify(int index, int interest) {
        check(watched(index), interest);
        interests[index] = interest;
    }

    /**
     * Watches a descriptor no longer. The descriptor at index {@code size() - 1} takes its index, with the events it has.
     *
     * @param index where it is
     */
    public final void remove(int index) {
        watched(index);
        size--;
        fds[index] = fds[size];
        interests[index] = interests[size];
        events[index] = events[size];
        fds[size] = null;
    }

    private Fd watched(int index) {
        Fd fd = index < 0 || index >= size ? null : fds[index];
        if (fd == null) {
            throw new IndexOutOfBoundsException("nothing is watched at index " + index);
        }
        return fd;
    }

    /**
     * How many descriptors are watched; their indexes are those below.
     *
     * @return the count
     */
    public final int size() {
        return size;
    }

    /**
     * What happened to a descriptor, at the last wait.
     *
     * @param index 0 to the size less 1
     * @return the mask of what is ready; 0 for a descriptor that was added since
     */
    public final int eventsOf(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of a set of " + size);
        }
        return events[index];
    }

    /**
     * Waits for events. An interrupted wait goes on with the time that is left.
     *
     * @param timeoutNanos how long at the most, in nanoseconds, never less; 0 looks and returns; negative waits for ever.
     *     The kernel may add 0.1 % (timer slack)
     * @return how many descriptors have events; 0 when the time is over
     * @throws LinuxException if the kernel refuses
     */
    public final int await(long timeoutNanos) {
        int closed = 0;
        clear(size);
        for (int i = 0; i < size; i++) {
            Fd fd = watched(i);
            boolean open = fd.isOpen();
            // Another thread may close it this moment, and its number be another file's. What is ready is no secret,
            // and
            // collect() looks again.
            put(i, open ? fd.uncheckedNumber() : -1, interests[i]);
            events[i] = open ? 0 : NVAL;
            closed += open ? 0 : 1;
        }
        long result = closed > 0 ? waitFor(0) : timeoutNanos < 0 ? waitForEver() : waitFor(timeoutNanos);
        Reference.reachabilityFence(this);
        if (result == -ErrnoH.EBADF) {
            int invalid = findClosed();
            return invalid > 0 ? invalid : await(timeoutNanos);
        }
        if (result < 0) {
            throw failure(result);
        }
        return result == 0 ? closed : closed + collect();
    }

    private long waitForEver() {
        long result;
        try (Kernel kernel = Kernel.lease()) {
            do {
                result = await(kernel, 0);
            } while (result == -ErrnoH.EINTR);
        }
        return result;
    }

    private long waitFor(long nanos) {
        long deadline = System.nanoTime() + nanos;
        long left = nanos;
        long result;
        try (Kernel kernel = Kernel.lease()) {
            do {
                TimeH.putTimespec(kernel.scratch(), left);
                result = await(kernel, kernel.scratch());
                left = deadline - System.nanoTime();
            } while (result == -ErrnoH.EINTR && left > 0);
        }
        return result == -ErrnoH.EINTR ? 0 : result;
    }

    private int collect() {
        int ready = 0;
        for (int i = 0; i < size; i++) {
            if (events[i] == 0) {
                int what = ready(i);
                // Closed by another thread during the wait, its number may have led to another file.
                events[i] = what == 0 || watched(i).isOpen() ? what : NVAL;
                ready += what == 0 ? 0 : 1;
            }
        }
        return ready;
    }

    /** {@code select(2)} fails as a whole when a descriptor is closed, and does not say which. */
    private int findClosed() {
        int closed = 0;
        for (int i = 0; i < size; i++) {
            Fd fd = watched(i);
            boolean open =
                    fd.isOpen() && Kernel.invoke(FcntlH.FCNTL, fd.uncheckedNumber(), FcntlH.F_GETFD) != -ErrnoH.EBADF;
            events[i] = open ? 0 : NVAL;
            closed += open ? 0 : 1;
        }
        return closed;
    }

    final int interestOf(int index) {
        return interests[index];
    }

    /** Refuses what it can not watch, and a closed descriptor. */
    abstract void check(Fd fd, int interest);

    /** Forgets the last wait's structures and makes room. */
    abstract void clear(int indexes);

    /** Hands a descriptor to the next wait; -1 stands for none. */
    abstract void put(int index, int number, int interest);

    /** Makes the call. The timeout is the address of a timespec, or 0 for none. */
    abstract long await(Kernel kernel, long timeout);

    /** What the call reported for an index. */
    abstract int ready(int index);

    /** The exception for a call that failed. */
    abstract LinuxException failure(long result);
}
