package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.EventfdH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.UnistdH;
import dev.carillon.linux.ffm.WakeUp;
import java.util.EnumSet;
import java.util.Set;

/**
 * A 64-bit counter in the kernel that one side adds to and the other reads and clears, {@code eventfd(2)}.
 *
 * <p>Values are unsigned: 0 to 2^64-2. {@link #add} is safe from any thread, also while another closes the counter;
 * reading is for one thread at a time unless several semaphore readers want a permit each.
 */
public final class EventFd extends Fd {
    /** The options of {@code eventfd(2)}; every mix is allowed. */
    public enum Flag {
        /** Each read takes 1 instead of all. */
        SEMAPHORE(EventfdH.EFD_SEMAPHORE),
        /** Not handed to programs a child executes. */
        CLOEXEC(EventfdH.EFD_CLOEXEC),
        /** Reading nothing and adding too much return at once instead of blocking. */
        NONBLOCK(EventfdH.EFD_NONBLOCK);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    /** The greatest value the counter can hold, 2^64-2, as an unsigned long. */
    public static final long MAX_VALUE = -2L;

    private static final long MAX_INITIAL = 0xFFFF_FFFFL;

    private final boolean semaphore;

    private EventFd(int number, boolean semaphore) {
        super(number);
        this.semaphore = semaphore;
        WakeUp.prepare();
    }

    /**
     * A counter at zero, non-blocking and close-on-exec.
     *
     * @return the new counter
     * @throws LinuxException EMFILE, ENFILE or ENOMEM
     */
    public static EventFd open() {
        return open(0, EnumSet.of(Flag.CLOEXEC, Flag.NONBLOCK));
    }

    /**
     * A counter.
     *
     * @param initial its first value, 0 to 2^32-1 (the kernel takes an unsigned int)
     * @param flags any of the three
     * @return the new counter
     * @throws LinuxException EMFILE, ENFILE or ENOMEM
     */
    public static EventFd open(long initial, Set<Flag> flags) {
        if (initial < 0 || initial > MAX_INITIAL) {
            throw new IllegalArgumentException("the initial value of an eventfd is 0 to 4294967295, not " + initial);
        }
        int bits = 0;
        for (Flag flag : flags) {
            bits |= flag.bit;
        }
        long result = Kernel.invoke(EventfdH.EVENTFD, initial, bits);
        int number = LinuxException.check(result, "eventfd(" + initial + ", " + flags + ")");
        return new EventFd(number, flags.contains(Flag.SEMAPHORE));
    }

    /**
     * Takes over a counter that was handed to this process, for example by its parent.
     *
     * @param number the inherited descriptor
     * @param semaphore whether each read takes 1
     * @return the counter, owned by the caller from now on
     */
    public static EventFd adopt(int number, boolean semaphore) {
        return new EventFd(number, semaphore);
    }

    /**
     * Adds to the counter and wakes its reader. Safe from any thread. Adding 1 needs no memory at all, so that a reader can
     * be woken whatever the program is short of.
     *
     * @param value what to add, unsigned, 0 to 2^64-2; adding 0 wakes nobody
     * @return false if the counter would pass 2^64-2: nothing was added (a blocking counter waits instead)
     * @throws IllegalArgumentException for 2^64-1, which the kernel refuses
     * @throws IllegalStateException if it is closed
     */
    public boolean add(long value) {
        if (value == -1L) {
            throw new IllegalArgumentException("an eventfd takes 0 to 2^64-2 in one add, not 2^64-1");
        }
        int number = enter();
        try {
            return (value == 1 && WakeUp.write(number)) || write(number, value);
        } finally {
            leave();
        }
    }

    private boolean write(int number, long value) {
        long result;
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.putLong(kernel.scratch(), value);
            result = kernel.retry(UnistdH.WRITE, number, kernel.scratch(), Long.BYTES);
        }
        if (result < 0 && result != -ErrnoH.EAGAIN) {
            throw LinuxException.of(result, "write(" + this + ", " + Long.toUnsignedString(value) + ")");
        }
        return result >= 0;
    }

    /**
     * Takes what was added: everything, or 1 from a semaphore.
     *
     * @return the value, unsigned; 0 if there was nothing (a blocking counter waits instead). An eventfd has no end of
     *     stream
     * @throws IllegalStateException if it is closed
     */
    public long read() {
        long result;
        long value;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = kernel.retry(UnistdH.READ, number, kernel.scratch(), Long.BYTES);
            value = NativeMemory.getLong(kernel.scratch());
        } finally {
            leave();
        }
        if (result == -ErrnoH.EAGAIN) {
            return 0;
        }
        if (result < 0) {
            throw LinuxException.of(result, "read(" + this + ")");
        }
        return value;
    }

    /**
     * Whether each read takes 1.
     *
     * @return true for {@code EFD_SEMAPHORE}
     */
    public boolean isSemaphore() {
        return semaphore;
    }

    @Override
    public String kind() {
        return "eventfd";
    }
}
