package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import dev.carillon.linux.PollSet;
import dev.carillon.linux.Select;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pollers whose descriptors the kernel does not remember: {@code poll(2)} and {@code select(2)}. A change is made in
 * memory, in constant time; a wait costs as much as there is watched.
 */
final class PollSetPoller extends TablePoller<PollSetPoller.Watch> {
    /** The position of a descriptor that is silent after its one shot, in no wait. */
    private static final int SILENT = -1;

    private static final int INITIAL_CAPACITY = 64;

    private final PollSet set;
    private final int descriptorLimit;
    private final Set<Capability> capabilities;

    /** By the index in the set, which has no gaps. */
    private @Nullable Watch[] waiting = new @Nullable Watch[INITIAL_CAPACITY];

    /** Where a batch that was too small for all that was ready ended: the next one begins there. */
    private int start;

    /** What is not to be in the next wait: one-shot descriptors that were reported, and closed ones. */
    private final List<Watch> leaving = new ArrayList<>();

    PollSetPoller(String name, PollSet set, int batch) {
        super(name, batch);
        this.set = set;
        this.descriptorLimit = set instanceof Select ? Select.LIMIT : Integer.MAX_VALUE;
        this.capabilities = capabilitiesOf(set);
    }

    /** A watched descriptor. */
    static final class Watch extends TablePoller.Watch {
        private boolean oneShot;
        /** The kernel does not know the descriptor, whoever closed it. */
        private boolean closed;

        private int index = SILENT;

        private Watch(Fd fd) {
            super(fd);
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    private static Set<Capability> capabilitiesOf(PollSet set) {
        Set<Capability> some = EnumSet.of(Capability.ONE_SHOT, Capability.NANOSECONDS, Capability.BUSY_POLL);
        if (!(set instanceof Select)) {
            some.add(Capability.ENDS);
            some.add(Capability.ANY_NUMBER);
        }
        return Collections.unmodifiableSet(some);
    }

    @Override
    public int descriptorLimit() {
        return descriptorLimit;
    }

    @Override
    Watch watch(Fd fd) {
        return new Watch(fd);
    }

    @Override
    void listen(Watch watch, int interest) {
        int mask = interest & ~(Epoll.ONESHOT | Epoll.ERR | Epoll.HUP); // the two are told unasked, or cannot be
        if (watch.index == SILENT) {
            watch.index = set.add(watch.fd, mask);
            if (watch.index == waiting.length) {
                waiting = Arrays.copyOf(waiting, 2 * waiting.length);
            }
            waiting[watch.index] = watch;
        } else {
            set.modify(watch.index, mask);
        }
        watch.oneShot = (interest & Epoll.ONESHOT) != 0;
    }

    /** The last one takes its place: so there are no gaps, and no wait costs more than there is watched. */
    @Override
    void silence(Watch watch) {
        int index = watch.index;
        if (index == SILENT) {
            return;
        }
        watch.index = SILENT;
        set.remove(index);
        Watch last = waiting[set.size()];
        waiting[set.size()] = null;
        if (last != watch && last != null) {
            waiting[index] = last;
            last.index = index;
        }
    }

    @Override
    public int poll(long timeoutNanos) {
        long deadline = timeoutNanos > 0 ? TimeSource.SYSTEM.nanos() + timeoutNanos : 0;
        long left = timeoutNanos;
        clear();
        while (true) {
            int reported = set.await(left);
            if (reported > 0) {
                gather(reported);
            }
            if (reported == 0 || count() > 0 || left == 0) {
                return count();
            }
            if (timeoutNanos > 0) { // only closed descriptors were reported
                left = Math.max(0, deadline - TimeSource.SYSTEM.nanos());
            }
        }
    }

    private void gather(int reported) {
        int size = set.size();
        int index = start < size ? start : 0;
        start = 0;
        int seen = 0;
        for (; seen < reported; index = index + 1 < size ? index + 1 : 0) {
            int mask = set.eventsOf(index);
            if (mask == 0) {
                continue;
            }
            if (count() == batch) {
                start = index;
                break;
            }
            seen++;
            take(Objects.requireNonNull(waiting[index]), mask);
        }
        for (int i = 0; i < leaving.size(); i++) {
            leave(leaving.get(i));
        }
        leaving.clear();
    }

    private void take(Watch watch, int mask) {
        if ((mask & PollSet.NVAL) != 0) {
            watch.closed = true;
            leaving.add(watch);
            return;
        }
        found(watch, mask);
        if (watch.oneShot) {
            leaving.add(watch);
        }
    }

    private void leave(Watch watch) {
        if (watch.closed) {
            forget(watch);
        } else {
            silence(watch);
        }
    }

    /** What it watches is its owners'; the memory goes with it. */
    @Override
    public void close() {}
}
