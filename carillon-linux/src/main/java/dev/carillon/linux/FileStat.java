package dev.carillon.linux;

import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.StatH;

/** What kind of file a descriptor leads to, and how long it is, {@code statx(2)}. */
final class FileStat {
    private static final int NO_PATH = Kernel.SCRATCH_SIZE - Long.BYTES;

    private FileStat() {}

    /** Has the kernel write a {@code struct statx} to its scratch memory; answers 0 or {@code -errno}. */
    static long get(Kernel kernel, int number) {
        long noPath = kernel.scratch() + NO_PATH;
        NativeMemory.putByte(noPath, (byte) 0);
        return kernel.call(StatH.STATX, number, noPath, StatH.AT_EMPTY_PATH, StatH.STATX_BASIC_STATS, kernel.scratch());
    }
}
