package dev.carillon.testkit;

import dev.carillon.linux.ffm.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * The time during which a thread's system calls go through a {@link ScriptedKernel}, as the variable of a
 * try-with-resources statement: {@code try (var _ = kernel.bind()) { … }}. To be closed by the thread that made it, in
 * the reverse order where bindings are nested.
 */
public final class KernelBinding implements AutoCloseable {
    private final FaultyKernel kernel;
    private final @Nullable Kernel former;
    private final Thread thread = Thread.currentThread();
    private boolean closed;

    KernelBinding(FaultyKernel kernel) {
        this.kernel = kernel;
        this.former = kernel.bindToCurrentThread();
    }

    /** Gives the thread back the kernel it had before. Closing again does nothing. */
    @Override
    public void close() {
        if (!thread.equals(Thread.currentThread())) {
            throw new IllegalStateException("a kernel bound by " + thread + " cannot be released by another thread");
        }
        if (closed) {
            return;
        }
        if (!kernel.equals(Kernel.current())) { // the bound one, whichever kind of thread this is
            throw new IllegalStateException("nested bindings are closed in the reverse order");
        }
        kernel.release(former);
        closed = true;
    }
}
