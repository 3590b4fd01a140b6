package dev.carillon.linux.ffm;

import java.lang.foreign.MemorySegment;

/** The real kernel. The JIT sees a single loaded subclass of {@link Kernel} and inlines the call to the stub. */
final class LinuxKernel extends Kernel {
    private static final int ERRNO = SCRATCH_SIZE;

    private final MemorySegment errno;
    private final boolean pooled;

    /** @param pooled whether it goes back to the {@link KernelPool} */
    LinuxKernel(boolean pooled) {
        super(ERRNO + Integer.BYTES);
        this.errno = memory().segment().asSlice(ERRNO, Integer.BYTES);
        this.pooled = pooled;
    }

    @Override
    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
        long result;
        try {
            result = function.number() < 0
                    ? (long) function.handle().invokeExact(errno, a, b, c, d, e, f)
                    : function.takesSix()
                            ? (long) function.handle().invokeExact(errno, function.number(), a, b, c, d, e, f)
                            : (long) function.handle().invokeExact(errno, function.number(), a, b, c, d, e);
        } catch (Throwable t) {
            throw new AssertionError("a downcall of libc throws nothing: " + function.name(), t);
        }
        result = function.returnsInt() ? (int) result : result;
        // The stub overwrites errno on every call, also with a stale value on success: it means something only after
        // -1.
        return result == -1 ? -NativeMemory.getInt(scratch() + ERRNO) : result;
    }

    @Override
    public void close() {
        if (pooled) {
            KernelPool.give(this);
        }
    }
}
