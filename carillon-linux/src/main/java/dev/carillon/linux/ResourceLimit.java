package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.ResourceH;

/**
 * A limit the kernel sets this process, {@code prlimit(2)}. Limits belong to the whole process and pass to children.
 * Safe from any thread.
 *
 * <p>HotSpot raises {@link #NOFILE} to its hard limit as it starts, unless run with {@code -XX:-MaxFDLimit}.
 */
public enum ResourceLimit {
    /** Processor time in seconds. */
    CPU(ResourceH.RLIMIT_CPU),
    /** The size of a file written, in bytes. */
    FSIZE(ResourceH.RLIMIT_FSIZE),
    /** The data segment, in bytes. */
    DATA(ResourceH.RLIMIT_DATA),
    /** The stack of the first thread, in bytes. */
    STACK(ResourceH.RLIMIT_STACK),
    /** The size of a core file, in bytes; 0 for none. */
    CORE(ResourceH.RLIMIT_CORE),
    /** Processes and threads of the user. */
    NPROC(ResourceH.RLIMIT_NPROC),
    /** Open descriptors: their numbers stay below it. */
    NOFILE(ResourceH.RLIMIT_NOFILE),
    /** Memory locked into RAM, in bytes. */
    MEMLOCK(ResourceH.RLIMIT_MEMLOCK),
    /** Address space in bytes. */
    AS(ResourceH.RLIMIT_AS),
    /** Signals queued to the user's processes; beyond it {@link Signals#queue} answers false. */
    SIGPENDING(ResourceH.RLIMIT_SIGPENDING),
    /** Bytes in POSIX message queues. */
    MSGQUEUE(ResourceH.RLIMIT_MSGQUEUE);

    /** No limit, {@code RLIM_INFINITY}; as an unsigned number it is the greatest. */
    public static final long UNLIMITED = ResourceH.RLIM_INFINITY;

    private final int resource;

    ResourceLimit(int resource) {
        this.resource = resource;
    }

    /**
     * The two values of a limit, {@code struct rlimit}.
     *
     * @param soft what the kernel enforces; unsigned, {@link #UNLIMITED} for none
     * @param hard up to where the process may raise the soft one; unsigned, {@link #UNLIMITED} for none
     */
    public record Values(long soft, long hard) {
        /** Refuses what the kernel would answer with a bare EINVAL. */
        public Values {
            if (Long.compareUnsigned(soft, hard) > 0) {
                throw new IllegalArgumentException(
                        "a soft limit is at most the hard one: " + text(soft) + " is more than " + text(hard));
            }
        }

        /** {@code 1024 of 4096}. */
        @Override
        public String toString() {
            return text(soft) + " of " + text(hard);
        }
    }

    /** As prlimit(1) and ulimit have it. */
    static String text(long limit) {
        return limit == UNLIMITED ? "unlimited" : Long.toUnsignedString(limit);
    }

    /**
     * The limit now.
     *
     * @return soft and hard
     * @throws LinuxException if the kernel refuses
     */
    public Values get() {
        try (Kernel kernel = Kernel.lease()) {
            long values = kernel.scratch();
            long result = kernel.call(ResourceH.PRLIMIT, 0, resource, 0, values);
            LinuxException.check(result, "prlimit(" + this + ")");
            return new Values(
                    NativeMemory.getLong(values + ResourceH.RLIM_CUR),
                    NativeMemory.getLong(values + ResourceH.RLIM_MAX));
        }
    }

    /**
     * Changes the limit.
     *
     * @param values the new limits; a hard limit once lowered cannot be raised again without privilege
     * @throws LinuxException EPERM for a hard limit above the present one without {@code CAP_SYS_RESOURCE}, or for
     *     {@link #NOFILE} above {@code /proc/sys/fs/nr_open}
     */
    public void set(Values values) {
        long result;
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.putLong(kernel.scratch() + ResourceH.RLIM_CUR, values.soft);
            NativeMemory.putLong(kernel.scratch() + ResourceH.RLIM_MAX, values.hard);
            result = kernel.call(ResourceH.PRLIMIT, 0, resource, kernel.scratch(), 0);
        }
        if (result < 0) {
            throw LinuxException.of(result, "prlimit(" + this + ", " + values + ")", adviceFor(result));
        }
    }

    private static String adviceFor(long result) {
        return result == -ErrnoH.EPERM
                ? "raising a hard limit needs CAP_SYS_RESOURCE, and NOFILE ends at /proc/sys/fs/nr_open"
                : "";
    }

    /**
     * Raises the soft limit to the hard one, which needs no privilege.
     *
     * @return the soft limit from now on; unsigned
     * @throws LinuxException if the kernel refuses
     */
    public long raiseToHard() {
        Values now = get();
        if (now.soft != now.hard) {
            set(new Values(now.hard, now.hard));
        }
        return now.hard;
    }
}
