package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A poller that keeps by itself what is watched, and what the last wait has found. How it waits, and has the kernel told what
 * for, is its subclass's.
 *
 * @param <W> what that keeps of a watched descriptor
 */
abstract class TablePoller<W extends TablePoller.Watch> implements Poller {
    private static final int INITIAL_CAPACITY = 64;

    final int batch;
    private final String name;
    /** By the descriptor's number. */
    private @Nullable W[] watches = array();

    private long[] tokens = new long[INITIAL_CAPACITY];
    private int[] events = new int[INITIAL_CAPACITY];
    private int count;

    TablePoller(String name, int batch) {
        this.name = name;
        this.batch = batch;
    }

    /** A watched descriptor. */
    static class Watch {
        final Fd fd;
        final int number;
        long token;

        Watch(Fd fd) {
            this.fd = fd;
            this.number = fd.number(); // a closed one does not tell it any more
        }
    }

    @SuppressWarnings("unchecked") // an array of what is W cannot be made otherwise
    private @Nullable W[] array() {
        return (@Nullable W[]) new @Nullable Watch[INITIAL_CAPACITY];
    }

    /** A new one, for which nothing is asked yet. */
    abstract W watch(Fd fd);

    /** From the next wait on the descriptor is watched for this. */
    abstract void listen(W watch, int interest);

    /** It is not watched for anything any more. */
    abstract void silence(W watch);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public boolean add(Fd fd, int interest, long token) {
        checkAble(fd, interest);
        int number = fd.number();
        if (number >= watches.length) {
            watches = Arrays.copyOf(watches, Math.max(2 * watches.length, number + 1));
        }
        W former = watches[number];
        if (former != null) {
            if (former.fd.isOpen()) {
                return false;
            }
            forget(former);
        }
        fd.isCloseOnExec(); // asks the kernel: a number that was never open is refused now, as epoll does
        W watch = watch(fd);
        listen(watch, interest);
        watch.token = token;
        watches[number] = watch;
        return true;
    }

    @Override
    public void modify(Fd fd, int interest, long token) {
        checkAble(fd, interest);
        W watch = watchOf(fd);
        listen(watch, interest);
        watch.token = token;
    }

    @Override
    public void remove(Fd fd) {
        forget(watchOf(fd));
    }

    private W watchOf(Fd fd) {
        W watch = watchAt(fd.number());
        if (watch == null || watch.fd != fd) {
            throw new IllegalArgumentException("poller " + name + " does not watch " + fd);
        }
        return watch;
    }

    /** Whatever is watched by this number. */
    final @Nullable W watchAt(int number) {
        return number < watches.length ? watches[number] : null;
    }

    final void forget(W watch) {
        silence(watch);
        watches[watch.number] = null;
    }

    /** Refuses what it has not the capability for. */
    private void checkAble(Fd fd, int interest) {
        if ((interest & Epoll.EDGE) != 0) {
            check(Trigger.EDGE);
        }
        if ((interest & Epoll.EXCLUSIVE) != 0) {
            check(Trigger.EXCLUSIVE);
        }
        if (fd.number() >= descriptorLimit()) {
            throw new IllegalArgumentException("poller " + name + " watches descriptors below " + descriptorLimit()
                    + " only, not " + fd + ": use poller poll or epoll");
        }
        if ((interest & Epoll.RDHUP) != 0 && !capabilities().contains(Capability.ENDS)) {
            throw new IllegalArgumentException("poller " + name + " cannot watch " + fd
                    + " for RDHUP: an end shows as readable, so watch for IN, or use poller poll or epoll");
        }
    }

    /** How many events there are to deliver. */
    final int count() {
        return count;
    }

    /** A wait begins: what the last one has found is over. */
    final void clear() {
        count = 0;
    }

    final void found(W watch, int what) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
            events = Arrays.copyOf(events, 2 * count);
        }
        tokens[count] = watch.token;
        events[count++] = what;
    }

    /** More of what was found already. */
    final void foundMore(int place, int what) {
        events[place] |= what;
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
}
