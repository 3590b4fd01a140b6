package dev.carillon.monitor.source;

import dev.carillon.config.Kind;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PidFd;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.Supervisor;
import dev.carillon.loop.SupervisorEvent;
import dev.carillon.loop.SupervisorOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that is kept running, and makes events of what happens to it. Its group ends with the monitor, however that ends. */
final class OpenChild implements OpenInput, Supervisor.Handler {
    private final Inlet inlet;
    private final SupervisorOptions options;
    private final Supervisor supervisor;
    private boolean wasStarted;
    /** Whether it is its turn, and whether one of an earlier monitor still runs: there are never two. */
    private boolean isTurn = true;

    private boolean isLeft;
    private @Nullable Runnable whenEnded;

    private OpenChild(Inlet inlet, Spawn spawn, SupervisorOptions options) {
        this.inlet = inlet;
        this.options = options;
        this.supervisor = inlet.loop().supervise(inlet.name(), spawn, options, this);
        inlet.remains().take(inlet.name()).ifPresent(this::end);
    }

    private void end(Remains.Former former) {
        isLeft = FormerChild.end(
                inlet.loop(), inlet.name(), former, options.stopSignal(), options.stopTimeout(), this::gone);
        if (isLeft) {
            String text = "an earlier monitor has left it: it is ended before another is started";
            inlet.notice("left-over", fields("pid", former.pid(), "text", text));
            startIfFree();
        }
    }

    private void gone() {
        isLeft = false;
        if (whenEnded != null) {
            hasEnded();
        } else if (supervisor.isOpen()) {
            startIfFree();
        }
    }

    /** Starts it in the loop's next turn. */
    static OpenChild open(Inlet inlet, Spawn spawn, SupervisorOptions options) {
        return new OpenChild(inlet, spawn, options);
    }

    @Override
    public void starting(boolean isOn) {
        isTurn = isOn;
        startIfFree();
    }

    private void startIfFree() {
        if (isTurn && !isLeft) {
            supervisor.enable();
        } else {
            supervisor.disable();
        }
    }

    @Override
    public void end(Runnable then) {
        if (isLeft) { // nothing was started yet: what comes next waits for the former program, too
            whenEnded = then;
            return;
        }
        boolean isEnding = switch (supervisor.state()) {
            case STARTING, READY, STOPPING -> true;
            case WAITING -> wasStarted;
            case STOPPED, GAVE_UP -> false;
        };
        if (!isEnding) {
            close();
            then.run();
            return;
        }
        whenEnded = then;
        supervisor.enable(); // also one that waits tells that it has ended
        supervisor.stop();
    }

    @Override
    public void close() {
        supervisor.close();
    }

    @Override
    public void output(Supervisor self, String line) {
        inlet.line(Line.of(line));
    }

    @Override
    public void error(Supervisor self, String line) {
        inlet.line(Line.of(line));
    }

    @Override
    public void happened(Supervisor self, SupervisorEvent event) {
        switch (event) {
            case SupervisorEvent.Started started -> {
                wasStarted = true;
                guard(started.pid());
                PidFd.startTicks(started.pid())
                        .ifPresent(start ->
                                inlet.remains().started(inlet.name(), new Remains.Former(started.pid(), start)));
                inlet.notice("started", Map.of("pid", started.pid(), "count", started.count()));
            }
            case SupervisorEvent.Ended ended -> {
                inlet.guardian().forget(ended.pid());
                inlet.remains().ended(inlet.name(), ended.pid());
                inlet.notice("exit", exit(ended));
            }
            case SupervisorEvent.NotStarted not ->
                inlet.notice(
                        "not-started", Map.of("text", String.valueOf(not.error().getMessage())));
            case SupervisorEvent.Restarting next ->
                inlet.notice("restarting", fields("inMillis", next.delay().toMillis(), "failures", next.failures()));
            case SupervisorEvent.GaveUp up ->
                inlet.notice(
                        "gave-up",
                        fields("starts", up.starts(), "inSeconds", up.window().toSeconds()));
            case SupervisorEvent.Ready ready -> {} // it is so once it runs
            case SupervisorEvent.Stopped stopped -> stopped();
        }
    }

    private void guard(int pid) {
        try {
            inlet.guardian().watch(pid, options.stopSignal(), options.stopTimeout());
        } catch (LinuxException e) {
            inlet.notice("unguarded", fields("pid", pid, "text", "kill -9 leaves it behind: " + e.getMessage()));
        }
    }

    private void stopped() {
        inlet.notice("stopped", Map.of());
        hasEnded();
    }

    private void hasEnded() {
        Runnable then = whenEnded;
        if (then != null) {
            close();
            then.run();
        }
    }

    private static Map<String, Object> exit(SupervisorEvent.Ended ended) {
        ExitStatus status = ended.status();
        Map<String, Object> fields = fields("pid", ended.pid());
        Signal signal = status.signal();
        if (signal == null) {
            fields.put("code", status.code());
        } else {
            fields.put("signal", signal.name());
            fields.put("core", status.coreDumped());
        }
        fields.put("success", status.isSuccess());
        fields.put("cause", Kind.word(ended.cause()));
        fields.put("livedMillis", ended.lived().toMillis());
        return fields;
    }

    private static Map<String, Object> fields(Object... all) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < all.length; i += 2) {
            fields.put((String) all[i], all[i + 1]);
        }
        return fields;
    }
}
