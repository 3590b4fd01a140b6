package dev.carillon.linux.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Memory from {@code calloc(3)}, which goes back to {@code free(3)} when nothing leads to it any more. */
final class LibcMemory {
    /** Nobody reads it. Not made in an initialiser: one that fails, for want of memory, spoils its class for ever. */
    private static volatile @Nullable MemorySegment errno;

    private LibcMemory() {}

    /** A zeroed block, 16-byte aligned. */
    @SuppressWarnings("restricted") // SAFETY: the block has that size, and is freed only when no segment leads to it
    static MemorySegment allocate(long bytes) {
        long address = call(StdlibH.CALLOC, 1, bytes);
        if (address == 0) {
            throw new OutOfMemoryError("calloc(" + bytes + ")");
        }
        return NativeMemory.at(address, bytes).reinterpret(Arena.ofAuto(), LibcMemory::free);
    }

    private static void free(MemorySegment block) {
        call(StdlibH.FREE, block.address(), 0);
    }

    /** Not by way of a {@link Kernel}, whose memory this is to be. */
    private static long call(CFunction function, long a, long b) {
        MemorySegment unread = unreadErrno();
        try {
            return (long) function.handle().invokeExact(unread, a, b, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw new AssertionError("a downcall of libc throws nothing: " + function.name(), t);
        }
    }

    private static MemorySegment unreadErrno() {
        MemorySegment segment = errno;
        if (segment == null) {
            errno = segment = Arena.global().allocate(Integer.BYTES, Integer.BYTES);
        }
        return segment;
    }
}
