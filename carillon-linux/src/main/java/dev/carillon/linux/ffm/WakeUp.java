package dev.carillon.linux.ffm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The write that wakes whoever waits for an eventfd: the eight bytes of the number 1. All that it needs was made when this
 * class was initialised, so it works also where no memory is left for anything, and in a thread that has made no call yet.
 */
public final class WakeUp {
    private static final MethodHandle WRITE = UnistdH.WRITE.handle();
    private static final long SYS_WRITE = UnistdH.WRITE.number();
    private static final long NO_DESCRIPTOR = -1;

    /** Apart by a cache line each, so that threads which wake at the same time do not write to the same one. */
    private static final int PLACES = 64;

    private static final int PLACE_SIZE = 64;

    /** The number, and behind it places for an errno that nobody reads: two threads may well use the same. */
    private static final NativeMemory MEMORY = NativeMemory.fromLibc((long) (1 + PLACES) * PLACE_SIZE);

    private static final MemorySegment[] UNREAD_ERRNO = new MemorySegment[PLACES];

    static {
        NativeMemory.putLong(MEMORY.address(), 1);
        for (int i = 0; i < PLACES; i++) {
            UNREAD_ERRNO[i] = MEMORY.segment().asSlice((1L + i) * PLACE_SIZE, Integer.BYTES);
        }
        write(NO_DESCRIPTOR); // so that all of the way there is linked
    }

    private WakeUp() {}

    /** Has everything made that {@link #write} needs. */
    public static void prepare() {
        // Done by the initialisation of this class.
    }

    /**
     * Writes. Safe from any thread.
     *
     * @return false if nothing was written. An ordinary call tells why, and is what goes through a scripted kernel
     */
    public static boolean write(long fd) {
        if (Kernel.isAnyBound()) {
            return false;
        }
        MemorySegment errno = UNREAD_ERRNO[(int) Thread.currentThread().threadId() & (PLACES - 1)];
        try {
            long written = (long) WRITE.invokeExact(errno, SYS_WRITE, fd, MEMORY.address(), (long) Long.BYTES, 0L, 0L);
            return written == Long.BYTES;
        } catch (Throwable t) {
            throw new AssertionError("a downcall of libc throws nothing: write", t);
        }
    }
}
