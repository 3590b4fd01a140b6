package dev.carillon.monitor.source;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import java.time.Duration;
import java.util.Optional;

/** A program of an earlier monitor that still runs: it is asked to end, with its group, and killed after its grace. */
public final class FormerChild {
    private final int pid;
    private final ChildSource process;
    private final Timeout patience;
    private final Runnable whenGone;

    private FormerChild(EventLoop loop, String name, ProcessHandle handle, Runnable whenGone) {
        this.pid = (int) handle.pid();
        this.whenGone = whenGone;
        this.patience = loop.timeout(() -> signal(Signal.KILL));
        this.process = loop.child(name, handle, (source, status) -> ended());
    }

    /**
     * Ends one.
     *
     * @param name what the source is called that waits for it
     * @param whenGone run when it has ended
     * @return whether there is anything to wait for
     */
    public static boolean end(
            EventLoop loop, String name, Remains.Former former, Signal stop, Duration grace, Runnable whenGone) {
        Optional<ProcessHandle> handle = ProcessHandle.of(former.pid());
        if (handle.isEmpty()) {
            return false;
        }
        FormerChild child;
        try {
            child = new FormerChild(loop, name, handle.get(), whenGone);
        } catch (IllegalArgumentException | LinuxException e) {
            return false; // it has ended meanwhile
        }
        // Only now: until it is held, the number could become another's.
        if (PidFd.startTicks(former.pid()).orElse(-1) != former.start()) {
            child.process.close();
            return false;
        }
        child.signal(stop);
        child.signal(Signal.CONT);
        child.patience.schedule(grace);
        return true;
    }

    private void signal(Signal signal) {
        try {
            Signals.sendToGroup(pid, signal);
        } catch (LinuxException e) {
            // It has become another user's: its end is waited for all the same.
        }
    }

    private void ended() {
        patience.cancel();
        signal(Signal.KILL); // whoever is left of its group
        process.close();
        whenGone.run();
    }
}
