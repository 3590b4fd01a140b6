package dev.carillon.linux.ffm;

/**
 * One thread's way into the kernel: the boundary that every system call of Carillon crosses.
 *
 * <p>A call returns what the C function returned, or {@code -errno}. There is one production implementation; tests bind
 * a scripted one to a thread ({@link #bind}) to inject interrupted calls, short reads, exhausted descriptors and
 * reordered batches at exactly this line.
 *
 * <p>Not thread-safe: each thread has its own ({@link #current}), with its own errno and scratch memory.
 */
public abstract class Kernel {
    /** The bytes of scratch memory a thread has for the structs it hands to the kernel. */
    public static final int SCRATCH_SIZE = 4096;

    /** Apart, because a class must not make objects of its subclasses while it is being initialised itself. */
    private static final class PerThread {
        private static final ThreadLocal<Kernel> CURRENT = ThreadLocal.withInitial(LinuxKernel::new);
    }

    private final NativeMemory scratch = NativeMemory.allocate(SCRATCH_SIZE);

    /** The calling thread's kernel. */
    public static Kernel current() {
        return PerThread.CURRENT.get();
    }

    /** Makes {@code kernel} the calling thread's; null gives the thread the real one again. */
    @SuppressWarnings("NullAway") // null is the documented way back
    public static void bind(Kernel kernel) {
        if (kernel == null) {
            PerThread.CURRENT.remove();
        } else {
            PerThread.CURRENT.set(kernel);
        }
    }

    /**
     * Calls a function of libc. Arguments beyond those the C function has are ignored; ints are sign-extended.
     *
     * @return the function's result, or {@code -errno} where it returned -1
     */
    public abstract long call(CFunction function, long a, long b, long c, long d, long e, long f);

    /** Address of {@link #SCRATCH_SIZE} bytes for structs that live no longer than one call; 16-byte aligned. */
    public final long scratch() {
        return scratch.address();
    }

    public final long call(CFunction function) {
        return call(function, 0, 0, 0, 0, 0, 0);
    }

    public final long call(CFunction function, long a) {
        return call(function, a, 0, 0, 0, 0, 0);
    }

    public final long call(CFunction function, long a, long b) {
        return call(function, a, b, 0, 0, 0, 0);
    }

    public final long call(CFunction function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    public final long call(CFunction function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0, 0);
    }

    public final long call(CFunction function, long a, long b, long c, long d, long e) {
        return call(function, a, b, c, d, e, 0);
    }

    /** As {@link #call}, again as long as a signal interrupts it. Not for {@code close(2)} nor for calls with a timeout. */
    public final long retry(CFunction function, long a, long b, long c, long d, long e, long f) {
        long result;
        do {
            result = call(function, a, b, c, d, e, f);
        } while (result == -ErrnoH.EINTR);
        return result;
    }

    // Each calls the function itself: C2 inlines 15 levels deep, a downcall alone takes ten, and one that is inlined in
    // part allocates its errno segment.
    public final long retry(CFunction function, long a, long b, long c) {
        long result;
        do {
            result = call(function, a, b, c, 0, 0, 0);
        } while (result == -ErrnoH.EINTR);
        return result;
    }

    public final long retry(CFunction function, long a, long b, long c, long d) {
        long result;
        do {
            result = call(function, a, b, c, d, 0, 0);
        } while (result == -ErrnoH.EINTR);
        return result;
    }
}
