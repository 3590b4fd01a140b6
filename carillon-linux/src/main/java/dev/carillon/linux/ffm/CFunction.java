package dev.carillon.linux.ffm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * One function of libc.
 *
 * <p>Every function is linked with the same shape, six {@code long}s to {@code long} with errno captured: a further
 * function of a known shape costs 0.04 ms at start-up, a new shape 4-7 ms. The registers a function does not use are
 * ignored by the C calling conventions of x86-64 and aarch64, also by variadic functions such as {@code fcntl(2)}.
 *
 * <p>It is a record because the JIT trusts the fields of records: called through a {@code static final CFunction} the
 * handle is a constant and the call is inlined.
 *
 * @param name the symbol, as the man page has it
 * @param returnsInt whether the C function returns an {@code int}; the upper half of the register is then undefined
 * @param handle the linked function; first argument is the errno segment
 * @param number the system call's number, the first argument for the function; -1 if the function is called by name
 * @param takesSix whether it has six arguments behind its number, one more than fit the shape
 */
public record CFunction(String name, boolean returnsInt, MethodHandle handle, long number, boolean takesSix) {
    private static final long BY_NAME = -1;

    /** The name of the captured state, and its layout: a single C int. */
    static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final FunctionDescriptor SIX_LONGS = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);

    /** A libc function that returns {@code int}. */
    static CFunction returningInt(String name) {
        return link(name, true, LIBC.findOrThrow(name));
    }

    /** A libc function that returns a 64-bit value ({@code ssize_t}, {@code long}, a pointer). */
    static CFunction returningLong(String name) {
        return link(name, false, LIBC.findOrThrow(name));
    }

    /** As {@link #returningInt}, or null where this libc is too old to have it. */
    static @Nullable CFunction intOrNull(String name) {
        MemorySegment symbol = LIBC.find(name).orElse(null);
        return symbol == null ? null : link(name, true, symbol);
    }

    /**
     * A system call of up to five arguments, through {@code syscall(2)}. For those that are called all the time and that libc
     * has made cancellation points: in a process of several threads it wraps these in two atomic operations, which take as
     * long as a tenth of a short call, and nobody cancels a JVM's thread.
     */
    static CFunction byNumber(String name, int number) {
        return new CFunction(name, false, Syscall.HANDLE, number, false);
    }

    /** As {@link #byNumber}, for a call of six arguments: the only one here that needs a shape of its own. */
    static CFunction byNumberOfSix(String name, int number) {
        return new CFunction(name, false, Syscall.OfSix.HANDLE, number, true);
    }

    /** {@code syscall(2)}, linked once. */
    private static final class Syscall {
        private static final MethodHandle HANDLE = CFunction.handle(LIBC.findOrThrow("syscall"));

        /** With room for the number and six arguments. */
        private static final class OfSix {
            private static final MethodHandle HANDLE =
                    handle(LIBC.findOrThrow("syscall"), SIX_LONGS.appendArgumentLayouts(ValueLayout.JAVA_LONG));
        }
    }

    private static MethodHandle handle(MemorySegment symbol) {
        return handle(symbol, SIX_LONGS);
    }

    @SuppressWarnings("restricted") // SAFETY: the shape fits every function of libc with up to six word-sized arguments
    private static MethodHandle handle(MemorySegment symbol, FunctionDescriptor shape) {
        return LINKER.downcallHandle(symbol, shape, CAPTURE_ERRNO);
    }

    private static CFunction link(String name, boolean returnsInt, MemorySegment symbol) {
        return new CFunction(name, returnsInt, handle(symbol), BY_NAME, false);
    }
}
