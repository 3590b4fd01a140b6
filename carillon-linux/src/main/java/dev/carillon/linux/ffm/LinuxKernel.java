package dev.carillon.linux.ffm;

/** The real kernel. The JIT sees a single loaded subclass of {@link Kernel} and inlines the call to the stub. */
final class LinuxKernel extends Kernel {
    private final NativeMemory errno = NativeMemory.allocate(Integer.BYTES);

    @Override
    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
        long result;
        try {
            result = function.number() < 0
                    ? (long) function.handle().invokeExact(errno.segment(), a, b, c, d, e, f)
                    : (long) function.handle().invokeExact(errno.segment(), function.number(), a, b, c, d, e);
        } catch (Throwable t) {
            throw new AssertionError("a downcall of libc throws nothing: " + function.name(), t);
        }
        result = function.returnsInt() ? (int) result : result;
        // The stub overwrites errno on every call, also with a stale value on success: it means something only after
        // -1.
        return result == -1 ? -NativeMemory.getInt(errno.address()) : result;
    }
}
