package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.Kernel;
import org.jspecify.annotations.Nullable;

/** The real kernel, but for one function that always fails. */
final class FailingKernel extends Kernel {
    private final Kernel real;
    private final @Nullable CFunction failing;
    private final int errno;

    private FailingKernel(Kernel real, @Nullable CFunction failing, int errno) {
        this.real = real;
        this.failing = failing;
        this.errno = errno;
    }

    /** Runs an action on this thread with a function that fails. */
    static void with(@Nullable CFunction failing, int errno, Runnable action) {
        try (Kernel real = Kernel.lease()) {
            Kernel former = Kernel.bind(new FailingKernel(real, failing, errno));
            try {
                action.run();
            } finally {
                Kernel.bind(former);
            }
        }
    }

    @Override
    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
        return function.equals(failing) ? -errno : real.call(function, a, b, c, d, e, f);
    }
}
