package dev.carillon.testkit;

import dev.carillon.linux.Errno;
import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedKernel} binds to a thread: every call goes through here, is counted, and fails, is changed or goes
 * on to the kernel that the thread had before. Apart from the script and the dice it belongs to the bound thread.
 */
final class FaultyKernel extends Kernel {
    private static final long LONGEST_PART_OF_A_WAIT = 5_000_000;

    private static final byte GARBAGE = (byte) 0xA5;

    private final Script script;
    private final Dice dice;
    private final Shortening shortening;
    private final Waiting waiting = new Waiting();
    private final Registrations registrations = new Registrations();
    private final VirtualTime time = new VirtualTime();
    private final Errors errors;
    private volatile @Nullable Kernel real;

    FaultyKernel(Script script, Dice dice) {
        this.script = script;
        this.dice = dice;
        shortening = new Shortening(dice.random());
        errors = new Errors(script, dice, registrations, time);
    }

    void as(LinuxVersion version) {
        errors.as(version);
    }

    boolean isBound() {
        return real != null;
    }

    VirtualTime time() {
        return time;
    }

    /**
     * Takes the place of the calling thread's kernel.
     *
     * @return what was bound before; null for the real one
     */
    @Nullable
    Kernel bindToCurrentThread() {
        real = Kernel.lease();
        return Kernel.bind(this);
    }

    /** Gives the thread what it had before. */
    void release(@Nullable Kernel former) {
        Kernel.bind(former);
        Kernel kernel = real;
        real = null;
        if (kernel != null) {
            kernel.close();
        }
    }

    /** What somebody reads from the scratch memory after he has given it back is not what he put there. */
    @Override
    public void close() {
        NativeMemory.fill(scratch(), SCRATCH_SIZE, GARBAGE);
    }

    @Override
    public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
        Kernel kernel = real;
        if (kernel == null) {
            throw new IllegalStateException(function.name() + " through a scripted kernel that is not bound");
        }
        Call call = new Call(function, a, b, c, d, e, f);
        runHook(script.enter(call.name()));
        int errno = errors.choose(call, kernel);
        if (errno != 0) {
            return failing(call, errno, kernel);
        }
        if (errors.endsStream(call)) {
            return 0;
        }
        long result = partOfAWait(call, kernel);
        if (result == 0) {
            Call rest = shortenedOrWhole(call, kernel);
            result = isTimedWait(rest) && time.isInUse()
                    ? pass(rest, Waiting.timeoutNanos(rest), kernel)
                    : rest.on(kernel);
        }
        return afterwards(call, result, kernel);
    }

    /** A hook may make calls of its own; the structs prepared for the call at hand stand in the same scratch memory. */
    private void runHook(@Nullable Runnable hook) {
        if (hook == null) {
            return;
        }
        byte[] saved = new byte[SCRATCH_SIZE];
        NativeMemory.copy(scratch(), saved, 0, SCRATCH_SIZE);
        hook.run();
        NativeMemory.copy(saved, 0, scratch(), SCRATCH_SIZE);
    }

    private long failing(Call call, int errno, Kernel kernel) {
        script.note(call.name() + "(" + call.fd() + "): " + nameOf(errno));
        if (call.name().equals("close")) {
            afterwards(call, call.on(kernel), kernel); // Linux gives the number back also when close(2) is interrupted
        }
        return CallKind.failure(call.name(), errno);
    }

    private static String nameOf(int number) {
        for (Errno errno : Errno.values()) {
            if (errno.number() == number) {
                return errno.name();
            }
        }
        return "errno " + number;
    }

    /** Waits for a part of the time; then EINTR if nothing happened, or what happened; 0 if this is no such case. */
    private long partOfAWait(Call call, Kernel kernel) {
        if (!isTimedWait(call) || time.isInUse() || !dice.shows(Fault.INTERRUPTING)) {
            return 0;
        }
        long nanos = Waiting.timeoutNanos(call);
        long part = dice.random().nextLong(Math.min(nanos, LONGEST_PART_OF_A_WAIT));
        long result = waiting.shortened(call, part).on(kernel);
        if (result != 0) {
            return result;
        }
        script.note(call.name() + "(" + call.fd() + "): EINTR after " + part + " of " + nanos + " ns");
        return -ErrnoH.EINTR;
    }

    private static boolean isTimedWait(Call call) {
        return CallKind.isEpollWait(call.name()) && Waiting.timeoutNanos(call) > 0;
    }

    /** Looks, and lets the time pass at once if there is nothing. */
    private long pass(Call wait, long nanos, Kernel kernel) {
        long result = waiting.shortened(wait, 0).on(kernel);
        if (result == 0) {
            time.pass(nanos);
        }
        return result;
    }

    private Call shortenedOrWhole(Call call, Kernel kernel) {
        boolean canBeShort = CallKind.hasLength(call.name()) && !registrations.isEdgeTriggered(call.fd());
        if (!canBeShort || !dice.shows(Fault.SHORTENING)) {
            return call;
        }
        Call shorter = shortening.of(call, kernel);
        if (!shorter.equals(call)) {
            script.note(call.name() + "(" + call.fd() + "): short");
        }
        return shorter;
    }

    private long afterwards(Call call, long result, Kernel kernel) {
        switch (call.name()) {
            case "close" -> {
                registrations.closed(call.fd());
                script.closed(call.fd());
            }
            case "epoll_create1" -> registrations.closed((int) result);
            case "epoll_ctl" -> {
                if (result >= 0) {
                    registrations.changed(call);
                }
            }
            default -> {
                if (result > 0 && CallKind.isEpollWait(call.name())) {
                    return disturbed(call, new Batch(call.b(), (int) result));
                }
                if (result > 0 && overflows(call)) {
                    script.note(call.name() + "(" + call.fd() + "): overflow");
                    return InotifyQueue.overflow(call, (int) result, kernel, dice.random());
                }
            }
        }
        return result;
    }

    private boolean overflows(Call call) {
        return dice.canShow(Fault.OVERFLOWING)
                && call.name().equals("read")
                && Target.of(call.fd()).isInotify()
                && dice.shows(Fault.OVERFLOWING);
    }

    private long disturbed(Call call, Batch batch) {
        int before = batch.size();
        int least = Waiting.timeoutNanos(call) == 0 ? 0 : 1;
        if (dice.canShow(Fault.DELAYING)) {
            batch.removeIf(data -> registrations.isReportedAgain(call.fd(), data) && dice.shows(Fault.DELAYING), least);
        }
        if (batch.size() < before) {
            script.note(call.name() + "(" + call.fd() + "): " + (before - batch.size()) + " events held back");
        }
        if (batch.size() > 1 && dice.shows(Fault.REORDERING)) {
            batch.shuffle(dice.random());
            script.note(call.name() + "(" + call.fd() + "): " + batch.size() + " events shuffled");
        }
        return batch.size();
    }
}
