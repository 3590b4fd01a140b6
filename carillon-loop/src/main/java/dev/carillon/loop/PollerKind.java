package dev.carillon.loop;

import dev.carillon.linux.Poll;
import dev.carillon.linux.Select;
import java.util.Locale;
import java.util.function.IntFunction;

/** The pollers there are: which call of the kernel a loop waits with, {@link LoopOptions#withPoller}. */
public enum PollerKind implements IntFunction<Poller> {
    /** {@code epoll(7)}, the default: can do all, and costs as much as there is ready. */
    EPOLL,
    /**
     * {@code poll(2)}: hands all descriptors to the kernel at each wait, and costs as much as there is watched. For few
     * descriptors, and to compare. Neither edge-triggered nor exclusive.
     */
    POLL,
    /**
     * {@code select(2)}: as {@link #POLL}, and for descriptors below 1,024 only; errors and hang-ups show as readable or
     * writable, and are not told apart. To compare, and for old habits.
     */
    SELECT,
    /**
     * {@code io_uring(7)}: watches are requests, changes go to the kernel with the wait, and an edge or a one-shot that was armed
     * once costs no call. Not exclusive. Needs Linux 5.19 that allows it; before 6.15 a loop at rest counts as one that waits
     * for a disk, of which {@link Poller#warning} warns.
     */
    URING;

    /**
     * Makes a poller.
     *
     * @param batch how many ready descriptors one wait reports at the most, 1 or more
     * @return the poller
     * @throws dev.carillon.linux.LinuxException EMFILE, ENFILE or ENOMEM: {@link #EPOLL} and {@link #URING} need a
     *     descriptor; what {@link dev.carillon.linux.IoUring#open} says, of {@link #URING}
     */
    @Override
    public Poller apply(int batch) {
        return switch (this) {
            case EPOLL -> new EpollPoller(batch);
            case POLL -> new PollSetPoller(text(), new Poll(), batch);
            case SELECT -> new PollSetPoller(text(), new Select(), batch);
            case URING -> new UringPoller(batch);
        };
    }

    /**
     * Its name, as options and reports have it.
     *
     * @return {@code epoll}, {@code poll}, {@code select}, {@code uring}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
