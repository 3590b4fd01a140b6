package dev.carillon.testkit;

import dev.carillon.linux.Errno;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the error that a call gets instead of reaching the kernel: first the script's, then one by chance. */
final class Errors {
    private final Script script;
    private final Dice dice;
    private final Registrations registrations;
    private final VirtualTime time;
    private final Set<String> broken = new HashSet<>();
    private volatile @Nullable LinuxVersion version;

    Errors(Script script, Dice dice, Registrations registrations, VirtualTime time) {
        this.time = time;
        this.script = script;
        this.dice = dice;
        this.registrations = registrations;
    }

    /** From now on calls of later kernels are refused. */
    void as(LinuxVersion older) {
        version = older;
    }

    /** The error's number; 0 for none. */
    int choose(Call call, Kernel real) {
        LinuxVersion older = version;
        Errno refusal = older == null ? null : older.refusal(call);
        if (refusal != null) {
            return refusal.number();
        }
        int errno = script.next(call);
        if (errno == 0 && CallKind.createsDescriptor(call)) {
            errno = script.nextOf(Script.ANY_CREATOR);
            if (errno == 0 && dice.shows(Fault.EXHAUSTING)) {
                errno = ErrnoH.EMFILE;
            }
        }
        if (errno == 0) {
            errno = chooseForTransfer(call, real);
        }
        return errno == 0 && isInterrupted(call) ? ErrnoH.EINTR : errno;
    }

    /** Whether the call reads from a connection that was broken before: it finds the end of the stream. */
    boolean endsStream(Call call) {
        return !broken.isEmpty()
                && CallKind.reads(call.name())
                && broken.contains(Target.of(call.fd()).link());
    }

    private boolean isInterrupted(Call call) {
        if (CallKind.isEpollWait(call.name()) && (time.isInUse() || Waiting.timeoutNanos(call) == 0)) {
            return false; // the kernel does not look for signals if it does not wait
        }
        return CallKind.isInterruptible(call.name()) && dice.shows(Fault.INTERRUPTING);
    }

    private int chooseForTransfer(Call call, Kernel real) {
        boolean transfers = CallKind.reads(call.name()) || CallKind.writes(call.name());
        if (transfers && (dice.canShow(Fault.RESETTING) || !broken.isEmpty())) {
            int errno = chooseReset(call, real);
            if (errno != 0) {
                return errno;
            }
        }
        boolean refusable = (transfers || CallKind.accepts(call.name())) && dice.canShow(Fault.REFUSING);
        return refusable && dice.shows(Fault.REFUSING) && mayBeRefused(call, real) ? ErrnoH.EAGAIN : 0; // cheap first
    }

    private int chooseReset(Call call, Kernel real) {
        Target target = Target.of(call.fd());
        boolean writes = CallKind.writes(call.name());
        if (broken.contains(target.link())) {
            return writes ? ErrnoH.EPIPE : 0;
        }
        boolean breakable = target.isStreamSocket(real) || (writes && target.isPipe());
        if (!breakable || !dice.shows(Fault.RESETTING)) {
            return 0;
        }
        if (target.isPipe()) {
            return ErrnoH.EPIPE; // the pipe's ends share one inode: what was written before can still be read
        }
        broken.add(target.link());
        return writes && dice.random().nextBoolean() ? ErrnoH.EPIPE : ErrnoH.ECONNRESET;
    }

    private boolean mayBeRefused(Call call, Kernel real) {
        if (registrations.isEdgeTriggered(call.fd())) {
            return false;
        }
        if (CallKind.asksNotToBlock(call)) {
            return true;
        }
        Target target = Target.of(call.fd());
        boolean fillsCounter = target.isEventFd() && CallKind.writes(call.name());
        return !fillsCounter && !target.isRegularFile() && target.isNonBlocking(real);
    }
}
