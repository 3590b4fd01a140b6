package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.Fd;
import dev.carillon.linux.IoUring;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The poller whose watches are requests to {@code io_uring(7)}. An edge is a request that completes again and again. A level is
 * one that completes once, and is put down anew with the next wait: then it completes at once if the descriptor is ready still.
 * So what changes needs no call of its own, but for the removal: what a request names stays open for it, as a connection whose
 * peer never hears of its end.
 *
 * <p>Each request has a generation of its own, so that what comes late of a former one is nobody's.
 */
final class UringPoller extends TablePoller<UringPoller.Watch> {
    private static final int REQUESTS = 256;
    private static final int COMPLETIONS = 1024;
    private static final int INITIAL_CAPACITY = 64;
    /** Of a request to end another one: what becomes of it is nobody's business. */
    private static final long ENDING = -1;
    /** Not in a request. */
    private static final int UNARMED = 0;

    private static final int ALWAYS_TOLD = Epoll.ERR | Epoll.HUP;
    private static final Set<Capability> CAPABILITIES = Collections.unmodifiableSet(EnumSet.of(
            Capability.EDGE,
            Capability.ONE_SHOT,
            Capability.ENDS,
            Capability.ANY_NUMBER,
            Capability.COST_BY_READY,
            Capability.NANOSECONDS));

    private final IoUring ring;
    private final @Nullable Watch[] toldAt;
    private int generations;

    private List<Watch> changed = new ArrayList<>();
    private List<Watch> changing = new ArrayList<>();

    /** Requests that are nobody's, and are to be ended. */
    private long[] ending = new long[INITIAL_CAPACITY];

    private int endings;

    UringPoller(int batch) {
        super(PollerKind.URING.text(), batch);
        this.ring = IoUring.open(REQUESTS, COMPLETIONS);
        this.toldAt = new @Nullable Watch[batch];
    }

    /** A watched descriptor. */
    static final class Watch extends TablePoller.Watch {
        private int interest;
        /** Of the request in which it is. */
        private int generation = UNARMED;
        /** It is ready for what nobody has asked for, and is to tell of changes only: it would tell of that for ever. */
        private boolean isQuiet;
        /** Where in the batch it was told of last. */
        private int place;
        /** In the list of those to be put down. */
        private boolean isChanged;

        private Watch(Fd fd) {
            super(fd);
        }

        private boolean has(int flag) {
            return (interest & flag) != 0;
        }

        /** What for, without when. */
        private int events() {
            return interest & ~(Epoll.EDGE | Epoll.ONESHOT);
        }

        private long request() {
            return (long) generation << Integer.SIZE | number;
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Optional<String> warning() {
        return ring.waitsAsIfForDisk()
                ? Optional.of(
                        "poller uring: before Linux 6.15 a loop that waits counts as waiting for a disk, in iowait"
                                + " and in the pressure of I/O")
                : Optional.empty();
    }

    @Override
    Watch watch(Fd fd) {
        return new Watch(fd);
    }

    @Override
    void listen(Watch watch, int interest) {
        watch.interest = interest;
        watch.isQuiet = false;
        putDownLater(watch);
    }

    private void putDownLater(Watch watch) {
        if (!watch.isChanged) {
            watch.isChanged = true;
            changed.add(watch);
        }
    }

    @Override
    public void remove(Fd fd) {
        super.remove(fd);
        if (putDownEndings()) {
            ring.await(0); // now: the descriptor is about to be closed, as a rule
        }
    }

    /** Its request is nobody's from now on, and ended with the next wait: what it names stays open until then. */
    @Override
    void silence(Watch watch) {
        if (watch.generation == UNARMED) {
            return;
        }
        if (endings == ending.length) {
            ending = Arrays.copyOf(ending, 2 * endings);
        }
        ending[endings++] = watch.request();
        watch.generation = UNARMED;
    }

    /** False if there were none. What there is no room for, as the kernel has no memory, is for the next wait. */
    private boolean putDownEndings() {
        boolean isAny = endings > 0;
        while (endings > 0 && hasRoom()) {
            ring.unwatch(ending[--endings], ENDING);
        }
        return isAny;
    }

    private boolean hasRoom() {
        if (ring.isFull()) {
            ring.await(0);
        }
        return !ring.isFull();
    }

    @Override
    public int poll(long timeoutNanos) {
        long deadline = timeoutNanos > 0 ? TimeSource.SYSTEM.nanos() + timeoutNanos : 0;
        long left = timeoutNanos;
        clear();
        while (true) {
            putDown();
            boolean mayWait = changed.isEmpty() && endings == 0 && !ring.overflows();
            ring.await(mayWait ? left : 0);
            gather();
            if (count() > 0 || left == 0) {
                return count();
            }
            if (timeoutNanos > 0) { // interrupted, or what was told is nobody's
                left = Math.max(0, deadline - TimeSource.SYSTEM.nanos());
            }
        }
    }

    /** Requests of what has changed, as far as there is room. */
    private void putDown() {
        List<Watch> due = changed;
        changed = changing;
        changing = due;
        for (int i = 0; i < due.size(); i++) {
            Watch watch = due.get(i);
            watch.isChanged = false;
            if (watchAt(watch.number) != watch) {
                continue; // it was removed
            }
            if (!watch.fd.isOpen()) {
                forget(watch); // the number may be another's
            } else if (hasRoom()) {
                silence(watch);
                arm(watch);
            } else {
                putDownLater(watch);
            }
        }
        due.clear();
        putDownEndings();
    }

    private void arm(Watch watch) {
        generations = generations == Integer.MAX_VALUE ? 1 : generations + 1;
        watch.generation = generations;
        ring.watch(watch.fd, watch.events(), watch.has(Epoll.EDGE) || watch.isQuiet, watch.request());
    }

    private void gather() {
        while (count() < batch && ring.next()) {
            long request = ring.token();
            int number = (int) request;
            Watch watch = number >= 0 ? watchAt(number) : null;
            if (watch != null && watch.generation == (int) (request >>> Integer.SIZE)) {
                completed(watch, ring.result(), ring.isMoreToCome());
            }
        }
    }

    private void completed(Watch watch, int result, boolean isMoreToCome) {
        if (!isMoreToCome) {
            watch.generation = UNARMED;
        }
        if (!watch.fd.isOpen() || result == -Errno.EBADF.number()) {
            forget(watch);
            return;
        }
        int told = result & (watch.events() | ALWAYS_TOLD);
        if (result < 0 || told == 0) {
            notAsked(watch, result);
            return;
        }
        tell(watch, told);
        watch.isQuiet = false;
        if (watch.has(Epoll.ONESHOT)) {
            silence(watch);
        } else if (!watch.has(Epoll.EDGE) || !isMoreToCome) {
            putDownLater(watch);
        }
    }

    /** What changes again before it was told is told once. */
    private void tell(Watch watch, int told) {
        if (watch.place < count() && toldAt[watch.place] == watch) {
            foundMore(watch.place, told);
            return;
        }
        watch.place = count();
        toldAt[watch.place] = watch;
        found(watch, told);
    }

    /** The end of the peer's sending is always told; or there was no memory for the request. */
    private void notAsked(Watch watch, int result) {
        watch.isQuiet |= result >= 0;
        if (watch.generation == UNARMED) {
            putDownLater(watch);
        }
    }

    /** What it watches is its owners', and the kernel lets go of it a little later. */
    @Override
    public void close() {
        ring.close();
    }
}
