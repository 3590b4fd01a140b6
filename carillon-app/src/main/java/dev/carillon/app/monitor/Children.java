package dev.carillon.app.monitor;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The commands the monitor runs; each end is an event. They, and what they have started, end with it. */
final class Children {
    /** How long they have, once they were asked to end. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final Journal journal;
    private final Runnable whenAllEnded;
    private final List<ChildSource> running = new ArrayList<>();

    Children(EventLoop loop, Journal journal, Runnable whenAllEnded) {
        this.loop = loop;
        this.journal = journal;
        this.whenAllEnded = whenAllEnded;
    }

    /** Starts a shell command. What it prints goes to standard error: standard output has events only. */
    Source start(String name, String command) {
        Spawn spawn =
                Spawn.command("sh", "-c", command).ownGroup().devNull(0).standardOutput(StreamFd.adopt(2, "stderr"));
        ChildSource child = loop.child(name, spawn, new Ends()).endsBy(Signal.TERM, GRACE);
        running.add(child);
        return child;
    }

    /** An end is an event at once, and nothing to wait for when nobody of its group is left. */
    private final class Ends implements ChildSource.Handler {
        @Override
        public void exited(ChildSource child, ExitStatus status) {
            Signal signal = status.signal();
            if (signal == null) {
                journal.event(child, "child", "pid", child.pid(), "exit", status.code());
            } else {
                journal.event(child, "child", "pid", child.pid(), "signal", signal.name());
            }
        }

        @Override
        public void closed(ChildSource child, ExitStatus status) {
            running.remove(child);
            if (running.isEmpty()) {
                whenAllEnded.run();
            }
        }
    }

    boolean areRunning() {
        return !running.isEmpty();
    }

    /** Asks those that still run to end, and kills what does not in time. */
    void terminate() {
        running.forEach(ChildSource::end);
    }
}
