package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.PollH;

/** Waits with {@code poll(2)} (in fact {@code ppoll}, for the nanoseconds). It takes regular files, which are always ready. */
public final class Poll extends PollSet {
    private NativeMemory entries = NativeMemory.allocate(PollH.POLLFD_SIZE);
    private int count;

    /** An empty set. */
    public Poll() {}

    @Override
    void check(Fd fd, int interest) {
        fd.number(); // refused when closed
        if ((interest & ~(IN | PRI | OUT | RDHUP)) != 0) {
            throw new IllegalArgumentException("poll(2) watches for IN, PRI, OUT and RDHUP, not for interest 0x"
                    + Integer.toHexString(interest) + " (" + fd + ")");
        }
    }

    @Override
    void clear(int indexes) {
        count = indexes;
        if ((long) indexes * PollH.POLLFD_SIZE > entries.size()) {
            entries = NativeMemory.allocate(2L * indexes * PollH.POLLFD_SIZE);
        }
    }

    @Override
    void put(int index, int number, int interest) {
        long at = entry(index);
        NativeMemory.putInt(at + PollH.POLLFD_FD, number);
        NativeMemory.putShort(at + PollH.POLLFD_EVENTS, (short) interest);
        NativeMemory.putShort(at + PollH.POLLFD_REVENTS, (short) 0);
    }

    @Override
    long await(Kernel kernel, long timeout) {
        return kernel.call(PollH.PPOLL, entries.address(), count, timeout, 0);
    }

    @Override
    int ready(int index) {
        return Short.toUnsignedInt(NativeMemory.getShort(entry(index) + PollH.POLLFD_REVENTS));
    }

    private long entry(int index) {
        return entries.address() + (long) index * PollH.POLLFD_SIZE;
    }

    @Override
    LinuxException failure(long result) {
        String advice = result == -ErrnoH.EINVAL ? "a set has to be smaller than RLIMIT_NOFILE" : "";
        return LinuxException.of(result, "ppoll(" + count + " descriptors)", advice);
    }
}
