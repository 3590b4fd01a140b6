package dev.carillon.linux.ffm;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of threads that keep none, the virtual ones: each serves one thread from lease to close, for the length of a
 * call. There are about as many as threads that are in a call at the same time. Safe from any thread.
 */
final class KernelPool {
    private static final int PLACES = 64;
    /** How many places are looked at; beyond them a new kernel, or one too many, is cheaper than to go on. */
    private static final int LOOKS = 4;
    /** From one place to the next is a cache line of references, so that threads do not write to the same one. */
    private static final int STRIDE = 16;

    private static final AtomicReferenceArray<@Nullable LinuxKernel> IDLE = new AtomicReferenceArray<>(PLACES * STRIDE);

    private KernelPool() {}

    static LinuxKernel take() {
        int first = firstPlace();
        for (int i = 0; i < LOOKS; i++) {
            int place = place(first + i);
            LinuxKernel kernel = IDLE.getPlain(place) == null ? null : IDLE.getAndSet(place, null);
            if (kernel != null) {
                return kernel;
            }
        }
        return new LinuxKernel(true);
    }

    /** What finds no place is left to the garbage collector, which gives its memory back to libc. */
    static void give(LinuxKernel kernel) {
        int first = firstPlace();
        for (int i = 0; i < LOOKS; i++) {
            if (IDLE.compareAndSet(place(first + i), null, kernel)) {
                return;
            }
        }
    }

    private static int firstPlace() {
        return (int) Thread.currentThread().threadId();
    }

    private static int place(int number) {
        return (number & (PLACES - 1)) * STRIDE;
    }
}
