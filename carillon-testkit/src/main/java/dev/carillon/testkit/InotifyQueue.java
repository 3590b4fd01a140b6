package dev.carillon.testkit;

import dev.carillon.linux.ffm.InotifyH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import java.util.random.RandomGenerator;

/** What a read took from an inotify, as it would be if the queue had been shorter: its first events, and one of the overflow. */
final class InotifyQueue {
    private static final int ALL_WATCHES = -1;
    private static final int DRAINED_AT_ONCE = 64 * 1024;

    private InotifyQueue() {}

    /** Drops the later events of a read, and all that wait still; answers how many bytes the read has given then. */
    static long overflow(Call read, int bytes, Kernel real, RandomGenerator random) {
        int kept = random.nextInt(bytes);
        int end = 0;
        for (int next = 0; next <= kept; next = end + lengthAt(read.b() + end)) {
            end = next;
        }
        NativeMemory.clear(read.b() + end, InotifyH.EVENT_SIZE);
        NativeMemory.putInt(read.b() + end + InotifyH.EVENT_WD, ALL_WATCHES);
        NativeMemory.putInt(read.b() + end + InotifyH.EVENT_MASK, InotifyH.IN_Q_OVERFLOW);
        NativeMemory drain = NativeMemory.allocate(DRAINED_AT_ONCE);
        long dropped;
        do {
            dropped = real.call(read.function(), read.a(), drain.address(), DRAINED_AT_ONCE);
        } while (dropped > 0);
        return (long) end + InotifyH.EVENT_SIZE;
    }

    private static int lengthAt(long event) {
        return InotifyH.EVENT_SIZE + NativeMemory.getInt(event + InotifyH.EVENT_LEN);
    }
}
