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
final class UringPoller implements Poller {
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
    private final int batch;
    private final long[] tokens;
    private final int[] events;
    private final @Nullable Watch[] toldAt;
    private int count;
    private int generations;

    /** By the descriptor's number. */
    private @Nullable Watch[] watches = new @Nullable Watch[INITIAL_CAPACITY];

    private List<Watch> changed = new ArrayList<>();
    private List<Watch> changing = new ArrayList<>();

    UringPoller(int batch) {
        this.ring = IoUring.open(REQUESTS, COMPLETIONS);
        this.batch = batch;
        this.tokens = new long[batch];
        this.events = new int[batch];
        this.toldAt = new @Nullable Watch[batch];
    }

    /** A watched descriptor. */
    private static final class Watch {
        private final Fd fd;
        private final int number;
        private int interest;
        private long token;
        /** Of the request in which it is. */
        private int generation = UNARMED;
        /** The request completes more than once. */
        private boolean isAgain;
        /** It is ready for what nobody has asked for, and is to tell of changes only: it would tell of that for ever. */
        private boolean isQuiet;
        /** Where in the batch it was told of last. */
        private int place;
        /** In the list of those to be put down. */
        private boolean isChanged;
        /** Not watched any more. */
        private boolean isGone;

        private Watch(Fd fd) {
            this.fd = fd;
            this.number = fd.number();
        }

        private boolean has(int flag) {
            return (interest & flag) != 0;
        }
    }

    @Override
    public String name() {
        return PollerKind.URING.text();
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
    public boolean add(Fd fd, int interest, long token) {
        checkAble(interest);
        int number = fd.number();
        if (number >= watches.length) {
            watches = Arrays.copyOf(watches, Math.max(2 * watches.length, number + 1));
        }
        Watch former = watches[number];
        if (former != null) {
            if (former.fd.isOpen()) {
                return false;
            }
            forget(former);
        }
        fd.isCloseOnExec(); // asks the kernel: a number that was never open is refused now, as epoll does
        Watch watch = new Watch(fd);
        watches[number] = watch;
        change(watch, interest, token);
        return true;
    }

    @Override
    public void modify(Fd fd, int interest, long token) {
        checkAble(interest);
        change(watchOf(fd), interest, token);
    }

    private void change(Watch watch, int interest, long token) {
        watch.interest = interest;
        watch.token = token;
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
        Watch watch = watchOf(fd);
        boolean wasArmed = watch.generation != UNARMED;
        forget(watch);
        if (wasArmed) {
            ring.await(0); // now: the descriptor is about to be closed, as a rule
        }
    }

    private Watch watchOf(Fd fd) {
        int number = fd.number();
        Watch watch = number < watches.length ? watches[number] : null;
        if (watch == null || watch.fd != fd) {
            throw new IllegalArgumentException("poller " + name() + " does not watch " + fd);
        }
        return watch;
    }

    private void forget(Watch watch) {
        watch.isGone = true;
        watches[watch.number] = null;
        disarm(watch);
    }

    private void disarm(Watch watch) {
        if (watch.generation != UNARMED) {
            makeRoom();
            ring.unwatch(requestOf(watch), ENDING);
            watch.generation = UNARMED;
        }
    }

    private static long requestOf(Watch watch) {
        return (long) watch.generation << Integer.SIZE | watch.number;
    }

    private boolean makeRoom() {
        if (ring.isFull()) {
            ring.await(0);
        }
        return !ring.isFull();
    }

    @Override
    public int poll(long timeoutNanos) {
        long deadline = timeoutNanos > 0 ? TimeSource.SYSTEM.nanos() + timeoutNanos : 0;
        long left = timeoutNanos;
        count = 0;
        while (true) {
            putDown();
            boolean mayWait = count == 0 && changed.isEmpty() && !ring.overflows();
            ring.await(mayWait ? left : 0);
            gather();
            if (count > 0 || left == 0) {
                return count;
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
            if (watch.isGone) {
                continue;
            }
            if (!watch.fd.isOpen()) {
                forget(watch); // the number may be another's
            } else if (makeRoom()) {
                disarm(watch);
                arm(watch);
            } else {
                putDownLater(watch);
            }
        }
        due.clear();
    }

    private void arm(Watch watch) {
        if (!makeRoom()) {
            putDownLater(watch);
            return;
        }
        generations = generations == Integer.MAX_VALUE ? 1 : generations + 1;
        watch.generation = generations;
        watch.isAgain = watch.has(Epoll.EDGE) || watch.isQuiet;
        ring.watch(watch.fd, watch.interest & ~(Epoll.EDGE | Epoll.ONESHOT), watch.isAgain, requestOf(watch));
    }

    private void gather() {
        while (count < batch && ring.next()) {
            long request = ring.token();
            int number = (int) request;
            Watch watch = number >= 0 && number < watches.length ? watches[number] : null;
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
        int told = result & (watch.interest & ~(Epoll.EDGE | Epoll.ONESHOT) | ALWAYS_TOLD);
        if (result < 0 || told == 0) {
            notAsked(watch, result);
            return;
        }
        tell(watch, told);
        watch.isQuiet = false;
        if (watch.has(Epoll.ONESHOT)) {
            disarm(watch);
        } else if (!watch.has(Epoll.EDGE) || !isMoreToCome) {
            putDownLater(watch);
        }
    }

    /** What changes again before it was told is told once. */
    private void tell(Watch watch, int told) {
        if (watch.place < count && toldAt[watch.place] == watch) {
            events[watch.place] |= told;
            return;
        }
        watch.place = count;
        toldAt[count] = watch;
        tokens[count] = watch.token;
        events[count++] = told;
    }

    /** The end of the peer's sending is always told; or there was no memory for the request. */
    private void notAsked(Watch watch, int result) {
        watch.isQuiet |= result >= 0;
        if (watch.generation == UNARMED) {
            putDownLater(watch);
        }
    }

    @Override
    public void deliver(Sink sink) {
        for (int i = 0; i < count; i++) {
            sink.ready(tokens[i], events[i]);
        }
    }

    @Override
    public int descriptor() {
        return -1;
    }

    private void checkAble(int interest) {
        if ((interest & Epoll.EXCLUSIVE) != 0) {
            check(Trigger.EXCLUSIVE);
        }
    }

    /** What it watches is its owners', and the kernel lets go of it a little later. */
    @Override
    public void close() {
        ring.close();
    }
}
