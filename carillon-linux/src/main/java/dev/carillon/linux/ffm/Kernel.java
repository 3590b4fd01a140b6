package dev.carillon.linux.ffm;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A way into the kernel: the boundary that every system call of Carillon crosses.
 *
 * <p>A call returns what the C function returned, or {@code -errno}. There is one production implementation; tests bind
 * a scripted one to a thread ({@link #bind}) to inject interrupted calls, short reads, exhausted descriptors and
 * reordered batches at exactly this line.
 *
 * <p>It belongs to one thread from {@link #lease} to {@link #close}, with its errno and its scratch memory:
 * {@snippet :
 * try (Kernel kernel = Kernel.lease()) {
 *     NativeMemory.putLong(kernel.scratch(), value);
 *     result = kernel.retry(UnistdH.WRITE, number, kernel.scratch(), Long.BYTES);
 * }
 * }
 *
 * <p>A platform thread keeps the one that it got first; virtual threads, of which there may be a million, share a few. Its
 * memory is libc's, so that no program can have used it up by way of direct buffers.
 */
public abstract class Kernel implements AutoCloseable {
    /** The bytes of scratch memory that there are for the structs handed to the kernel. */
    public static final int SCRATCH_SIZE = 4096;

    /** Apart, because a class must not make objects of its subclasses while it is being initialised itself. */
    private static final class PerThread {
        private static final ThreadLocal<Kernel> OWN = ThreadLocal.withInitial(() -> new LinuxKernel(false));
    }

    private static final ThreadLocal<@Nullable Kernel> BOUND = new ThreadLocal<>();
    /** How many threads have a kernel bound. None, outside of tests: then nobody looks for it. */
    private static final AtomicInteger BINDINGS = new AtomicInteger();

    private final NativeMemory scratch;

    /** Takes the scratch memory from libc. */
    protected Kernel() {
        this(SCRATCH_SIZE);
    }

    Kernel(int size) {
        scratch = NativeMemory.fromLibc(size);
    }

    /** A kernel for the calling thread, to be closed by it. Where it has one already it may get the same again. */
    public static Kernel lease() {
        if (isAnyBound()) {
            Kernel bound = BOUND.get();
            if (bound != null) {
                return bound;
            }
        }
        return Thread.currentThread().isVirtual() ? KernelPool.take() : PerThread.OWN.get();
    }

    /** As {@link #lease}, and need not be closed: a virtual thread's is made for it. For what is called once in a while. */
    public static Kernel current() {
        if (Thread.currentThread().isVirtual() && BOUND.get() == null) {
            return new LinuxKernel(false);
        }
        return lease();
    }

    /** The scratch memory is another's from now on. */
    @Override
    public void close() {
        // Only a pooled one has somewhere to go.
    }

    /**
     * Makes {@code kernel} the calling thread's until another call says otherwise; null gives the thread the real one again.
     *
     * @return what was bound before; null if it was the real one
     */
    @SuppressWarnings("NullAway") // null is the documented way back
    public static @Nullable Kernel bind(@Nullable Kernel kernel) {
        Kernel former = BOUND.get();
        BINDINGS.addAndGet((kernel == null ? 0 : 1) - (former == null ? 0 : 1));
        if (kernel == null) {
            BOUND.remove();
        } else {
            BOUND.set(kernel);
        }
        return former;
    }

    /** Whether some thread has a kernel bound, and calls must not pass it by. */
    static boolean isAnyBound() {
        return BINDINGS.getPlain() != 0;
    }

    /**
     * Calls a function of libc. Arguments beyond those the C function has are ignored; ints are sign-extended.
     *
     * @return the function's result, or {@code -errno} where it returned -1
     */
    public abstract long call(CFunction function, long a, long b, long c, long d, long e, long f);

    /** Address of {@link #SCRATCH_SIZE} bytes for structs that live no longer than the lease; 16-byte aligned. */
    public final long scratch() {
        return scratch.address();
    }

    final NativeMemory memory() {
        return scratch;
    }

    /** A single call that needs no scratch memory. */
    public static long invoke(CFunction function, long a, long b, long c, long d) {
        try (Kernel kernel = lease()) {
            return kernel.call(function, a, b, c, d, 0, 0);
        }
    }

    public static long invoke(CFunction function, long a, long b, long c) {
        return invoke(function, a, b, c, 0);
    }

    public static long invoke(CFunction function, long a, long b) {
        return invoke(function, a, b, 0, 0);
    }

    public static long invoke(CFunction function, long a) {
        return invoke(function, a, 0, 0, 0);
    }

    public static long invoke(CFunction function) {
        return invoke(function, 0, 0, 0, 0);
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
