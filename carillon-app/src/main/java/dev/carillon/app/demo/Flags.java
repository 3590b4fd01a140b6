package dev.carillon.app.demo;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.EventFd.Flag;
import dev.carillon.linux.FdInfo;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The three flags of an eventfd in all eight mixes: what {@code fcntl(2)} shows of them, what a read takes, and what
 * becomes of reading an empty counter and of adding too much to a full one.
 */
final class Flags implements Demo {
    private static final String FORMAT = "%-9s %-7s %-8s | %-10s %-10s | %-7s %-6s %s%n";
    private static final long INITIAL = 3;

    /** After so long a call counts as waiting: a moment where it should, long where it should not and the machine may be slow. */
    private static final long MOMENT_MILLIS = 15;

    private static final long LONG_MILLIS = 2000;
    private static final int MIXES = 1 << Flag.values().length;

    @Override
    public int run(PrintStream out, List<String> arguments) throws Exception {
        out.printf(
                Locale.ROOT,
                FORMAT,
                "SEMAPHORE",
                "CLOEXEC",
                "NONBLOCK",
                "FD_CLOEXEC",
                "O_NONBLOCK",
                "read 3",
                "read 0",
                "add to full");
        boolean held = true;
        for (int mix = 0; mix < MIXES; mix++) {
            Set<Flag> flags = EnumSet.noneOf(Flag.class);
            int bit = 1;
            for (Flag flag : Flag.values()) {
                if ((mix & bit) != 0) {
                    flags.add(flag);
                }
                bit <<= 1;
            }
            held &= show(out, flags);
        }
        return Demo.check(out, held, "every mix does what its flags say");
    }

    private static boolean show(PrintStream out, Set<Flag> flags) throws Exception {
        boolean semaphore = flags.contains(Flag.SEMAPHORE);
        boolean nonBlocking = flags.contains(Flag.NONBLOCK);
        try (EventFd counter = EventFd.open(INITIAL, flags)) {
            boolean closeOnExecShown = counter.isCloseOnExec();
            boolean nonBlockingShown = counter.isNonBlocking();
            long first = counter.read();
            for (long left = INITIAL - first; left > 0; left -= counter.read()) {} // a semaphore gives it by ones
            boolean readWaits = waits(nonBlocking, counter::read, () -> counter.add(1));
            counter.add(EventFd.MAX_VALUE);
            boolean addWaits = waits(nonBlocking, () -> counter.add(1), counter::read);
            // The add that waited came in after a read made room; the one that did not wait changed nothing.
            long expected = semaphore || nonBlocking ? EventFd.MAX_VALUE : 1;
            boolean right = FdInfo.of(counter).eventCount() == expected;
            out.printf(
                    Locale.ROOT,
                    FORMAT,
                    mark(semaphore),
                    mark(flags.contains(Flag.CLOEXEC)),
                    mark(nonBlocking),
                    mark(closeOnExecShown),
                    mark(nonBlockingShown),
                    "takes " + first,
                    readWaits ? "waits" : "EAGAIN",
                    addWaits ? "waits" : "EAGAIN");
            return right
                    && closeOnExecShown == flags.contains(Flag.CLOEXEC)
                    && nonBlockingShown == nonBlocking
                    && first == (semaphore ? 1 : INITIAL)
                    && readWaits != nonBlocking
                    && addWaits != nonBlocking;
        }
    }

    /** Whether a call is still in the kernel after a moment; then the release lets it out. */
    private static boolean waits(boolean nonBlocking, Runnable call, Runnable release) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<?> task = new FutureTask<>(
                () -> {
                    begun.countDown();
                    call.run();
                },
                null);
        Thread caller = new Thread(task, "caller");
        caller.start();
        begun.await(); // a thread that has not started yet would look like one that waits
        boolean waits = false;
        try {
            task.get(nonBlocking ? LONG_MILLIS : MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            waits = true;
            release.run();
        }
        caller.join();
        task.get(); // throws what the call threw
        return waits;
    }

    private static String mark(boolean set) {
        return set ? "x" : "-";
    }
}
