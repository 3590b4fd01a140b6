package dev.carillon.app.monitor;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.ChildSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.util.ArrayList;
import java.util.List;

/** The commands the monitor runs; each end is an event. */
final class Children {
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
        Spawn spawn = Spawn.command("sh", "-c", command).devNull(0).standardOutput(StreamFd.adopt(2, "stderr"));
        ChildSource child = loop.child(name, spawn, this::ended);
        running.add(child);
        return child;
    }

    private void ended(ChildSource child, ExitStatus status) {
        running.remove(child);
        Signal signal = status.signal();
        if (signal == null) {
            journal.event(child, "child", "pid", child.pid(), "exit", status.code());
        } else {
            journal.event(child, "child", "pid", child.pid(), "signal", signal.name());
        }
        if (running.isEmpty()) {
            whenAllEnded.run();
        }
    }

    boolean areRunning() {
        return !running.isEmpty();
    }

    /** Asks those that still run to end. */
    void terminate() {
        running.forEach(child -> child.send(Signal.TERM));
    }
}
