package dev.carillon.linux;

import dev.carillon.linux.ffm.EpollH;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.TimeH;

/**
 * An epoll instance and the batch of events it reported last, {@code epoll(7)}. For one thread at a time.
 *
 * <p>An interest is a mask of {@link #IN} … {@link #EDGE}. The 64 bits of data given with a descriptor come back with its
 * events; give a slot and a generation rather than the number, so that an event of a closed descriptor is told from one
 * of a new descriptor with the same number.
 */
public final class Epoll extends Fd {
    /** There is something to read, {@code EPOLLIN}. */
    public static final int IN = EpollH.EPOLLIN;
    /** An exceptional condition, such as a pressure trigger, {@code EPOLLPRI}. */
    public static final int PRI = EpollH.EPOLLPRI;
    /** There is room to write, {@code EPOLLOUT}. */
    public static final int OUT = EpollH.EPOLLOUT;
    /** An error; always reported, {@code EPOLLERR}. */
    public static final int ERR = EpollH.EPOLLERR;
    /** Both sides are closed; always reported, {@code EPOLLHUP}. */
    public static final int HUP = EpollH.EPOLLHUP;
    /** The peer closed its writing side; unread bytes may still be there, {@code EPOLLRDHUP}. */
    public static final int RDHUP = EpollH.EPOLLRDHUP;
    /** Of several epolls that share a descriptor, wake only some, {@code EPOLLEXCLUSIVE}. */
    public static final int EXCLUSIVE = EpollH.EPOLLEXCLUSIVE;
    /** Report once, then be silent until modified, {@code EPOLLONESHOT}. */
    public static final int ONESHOT = EpollH.EPOLLONESHOT;
    /** Edge-triggered: report changes, not states, {@code EPOLLET}. */
    public static final int EDGE = EpollH.EPOLLET;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final NativeMemory events;
    private final int capacity;
    private boolean pwait2Works = true;

    private Epoll(int number, int capacity) {
        super(number);
        this.capacity = capacity;
        this.events = NativeMemory.allocate((long) capacity * EpollH.EVENT_SIZE);
    }

    /**
     * A new epoll instance, close-on-exec.
     *
     * @param capacity how many events one {@link #await} can report, 1 or more
     * @return the instance
     * @throws LinuxException EMFILE, ENFILE or ENOMEM
     */
    public static Epoll open(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("an epoll batch holds 1 event or more, not " + capacity);
        }
        long result = Kernel.invoke(EpollH.CREATE1, EpollH.EPOLL_CLOEXEC);
        return new Epoll(LinuxException.check(result, "epoll_create1()"), capacity);
    }

    /**
     * Watches a descriptor.
     *
     * @param fd what to watch
     * @param interest the mask; ERR and HUP are always in it
     * @param data comes back with the events
     * @throws IllegalArgumentException for a mix the kernel refuses: EXCLUSIVE with ONESHOT, RDHUP, PRI or another epoll
     * @throws LinuxException EEXIST if it is watched already, EPERM for a regular file or directory, ENOSPC beyond
     *     {@code /proc/sys/fs/epoll/max_user_watches}, ELOOP for epolls in a circle
     */
    public void add(Fd fd, int interest, long data) {
        if ((interest & EXCLUSIVE) != 0) {
            checkExclusive(fd, interest);
        }
        long result = control(EpollH.EPOLL_CTL_ADD, fd, interest, data);
        if (result < 0) {
            throw LinuxException.of(result, "epoll_ctl(ADD, " + fd + ")", adviceForAdd(result));
        }
    }

    private static void checkExclusive(Fd fd, int interest) {
        if ((interest & ONESHOT) != 0) {
            throw new IllegalArgumentException("EPOLLEXCLUSIVE does not go with EPOLLONESHOT (" + fd + ")");
        }
        if ((interest & RDHUP) != 0) {
            throw new IllegalArgumentException("EPOLLEXCLUSIVE does not go with EPOLLRDHUP (" + fd + ")");
        }
        if ((interest & PRI) != 0) {
            throw new IllegalArgumentException("EPOLLEXCLUSIVE does not go with EPOLLPRI (" + fd + ")");
        }
        if (fd instanceof Epoll) {
            throw new IllegalArgumentException("EPOLLEXCLUSIVE does not go with an epoll descriptor (" + fd + ")");
        }
    }

    private static String adviceForAdd(long result) {
        return switch ((int) -result) {
            case ErrnoH.EPERM -> "epoll does not take regular files and directories: they are always ready";
            case ErrnoH.EEXIST -> "the descriptor is watched already";
            case ErrnoH.ENOSPC -> "raise /proc/sys/fs/epoll/max_user_watches";
            case ErrnoH.EBADF -> "the descriptor is closed, or was never open";
            default -> "";
        };
    }

    /**
     * Changes what is watched for, and arms a one-shot descriptor again. Readiness that is there is reported again.
     *
     * @param fd a watched descriptor
     * @param interest the new mask; not EXCLUSIVE, which can only be added
     * @param data comes back with the events
     * @throws LinuxException ENOENT if it is not watched, EINVAL if it was added as EXCLUSIVE
     */
    public void modify(Fd fd, int interest, long data) {
        if ((interest & EXCLUSIVE) != 0) {
            throw new IllegalArgumentException("EPOLLEXCLUSIVE goes with add only: remove " + fd + " and add it again");
        }
        long result = control(EpollH.EPOLL_CTL_MOD, fd, interest, data);
        if (result < 0) {
            throw LinuxException.of(result, "epoll_ctl(MOD, " + fd + ")");
        }
    }

    /**
     * Watches a descriptor no longer. Closing a descriptor is not enough where a duplicate of it lives on.
     *
     * @param fd a watched descriptor
     * @throws LinuxException ENOENT if it is not watched
     */
    public void remove(Fd fd) {
        long result = control(EpollH.EPOLL_CTL_DEL, fd, 0, 0);
        if (result < 0) {
            throw LinuxException.of(result, "epoll_ctl(DEL, " + fd + ")");
        }
    }

    private long control(int operation, Fd fd, int interest, long data) {
        int own = enter();
        try {
            return control(own, operation, fd, interest, data);
        } finally {
            leave();
        }
    }

    private static long control(int own, int operation, Fd fd, int interest, long data) {
        int watched = fd.enter();
        try (Kernel kernel = Kernel.lease()) {
            long event = kernel.scratch();
            NativeMemory.putInt(event + EpollH.EVENT_EVENTS, interest);
            NativeMemory.putLong(event + EpollH.EVENT_DATA, data);
            return kernel.call(EpollH.CTL, own, operation, watched, event);
        } finally {
            fd.leave();
        }
    }

    /**
     * Waits for events. An interrupted wait goes on with the time that is left.
     *
     * @param timeoutNanos how long at the most, in nanoseconds, never less; 0 looks and returns; negative waits for ever.
     *     The kernel may add 0.1 % (timer slack); a {@link TimerFd} does not
     * @return how many events there are, at the most the capacity; 0 when the time is over
     * @throws LinuxException if the kernel refuses
     */
    public int await(long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return awaitWithoutClock(timeoutNanos < 0 ? -1 : 0);
        }
        long deadline = System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        long result;
        do {
            result = awaitFor(left);
            left = deadline - System.nanoTime();
        } while (result == -ErrnoH.EINTR && left > 0);
        return checkWait(result == -ErrnoH.EINTR ? 0 : result);
    }

    private int awaitWithoutClock(int timeout) {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = kernel.retry(EpollH.WAIT, number, events.address(), capacity, timeout);
        } finally {
            leave();
        }
        return checkWait(result);
    }

    private long awaitFor(long nanos) {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            return awaitFor(nanos, number, kernel);
        } finally {
            leave();
        }
    }

    private long awaitFor(long nanos, int number, Kernel kernel) {
        if (pwait2Works) {
            TimeH.putTimespec(kernel.scratch(), nanos);
            long result = kernel.call(EpollH.PWAIT2, number, events.address(), capacity, kernel.scratch(), 0);
            if (result != -ErrnoH.ENOSYS && result != -ErrnoH.EPERM) {
                return result;
            }
            pwait2Works = false; // Linux before 5.11, or a sandbox that knows no better
        }
        // Rounded up: a wait that ends early would make the loop spin until its timer is due.
        long millis = Math.min((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, Integer.MAX_VALUE);
        return kernel.call(EpollH.WAIT, number, events.address(), capacity, millis);
    }

    private int checkWait(long result) {
        if (result < 0) {
            throw LinuxException.of(result, "epoll_wait(" + this + ")");
        }
        return (int) result;
    }

    /**
     * What happened, of one event of the last batch.
     *
     * @param index 0 to the batch's size less 1
     * @return the mask of what is ready
     */
    public int eventsOf(int index) {
        return NativeMemory.getInt(entry(index) + EpollH.EVENT_EVENTS);
    }

    /**
     * Whom it happened to, of one event of the last batch.
     *
     * @param index 0 to the batch's size less 1
     * @return the data given with the descriptor
     */
    public long dataOf(int index) {
        return NativeMemory.getLong(entry(index) + EpollH.EVENT_DATA);
    }

    private long entry(int index) {
        if (index < 0 || index >= capacity) {
            throw new IndexOutOfBoundsException("event " + index + " of a batch of at most " + capacity);
        }
        return events.address() + (long) index * EpollH.EVENT_SIZE;
    }

    @Override
    public String kind() {
        return "epoll";
    }
}
