package dev.carillon.monitor.action;

import dev.carillon.config.Failure;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Starts a program for each notice, by the loop itself: at once, and with nothing in between that could wait. What comes while as
 * many run as may waits for one of them to end.
 */
final class RunTarget implements Target {
    private final EventLoop loop;
    private final ActionSettings.Run settings;
    private final Told told;
    private final Set<Running> running = new LinkedHashSet<>();
    private final Queue<Load.Part> waiting = new ArrayDeque<>();

    RunTarget(EventLoop loop, ActionSettings.Run settings, Told told) {
        this.loop = loop;
        this.settings = settings;
        this.told = told;
    }

    @Override
    public void take(Notice notice) {
        told.raised();
        if (running.size() < settings.atOnce()) {
            if (start(notice)) {
                told.started(notice);
                told.tell(notice, Attempt.Outcome.STARTED, 1, "", Duration.ZERO);
            }
        } else {
            enqueue(new Load.Part(notice, Instant.now(), 0));
        }
    }

    @Override
    public void resume(Load.Part part) {
        told.raised();
        enqueue(part);
        startNext();
    }

    private void enqueue(Load.Part part) {
        if (waiting.size() < settings.queue()) {
            waiting.add(part);
            return;
        }
        String why = running.size() + " run already, and " + waiting.size() + " wait";
        told.tell(part.notice(), Attempt.Outcome.SKIPPED, 0, why, Duration.ZERO);
    }

    private void startNext() {
        while (running.size() < settings.atOnce() && !waiting.isEmpty()) {
            Notice next = waiting.remove().notice();
            if (start(next)) {
                told.tell(next, Attempt.Outcome.STARTED, 1, "", Duration.ZERO);
            }
        }
    }

    private boolean start(Notice notice) {
        try {
            return running.add(new Running(loop, settings, spawn(notice), run -> over(notice, run)));
        } catch (LinuxException | UnsupportedOperationException | IllegalArgumentException e) {
            told.tell(notice, Attempt.Outcome.GIVEN_UP, 1, Failure.line(e), Duration.ZERO);
            return false;
        }
    }

    /** With what it is told in its environment alone: in its arguments it would be a hazard for every shell behind. */
    private Spawn spawn(Notice notice) {
        Spawn spawn = Spawn.command(settings.command())
                .ownGroup()
                .devNull(0)
                .pipeOutput()
                .errorToOutput();
        for (Map.Entry<String, String> variable : notice.environment().entrySet()) {
            spawn = spawn.environment(variable.getKey(), variable.getValue());
        }
        return spawn;
    }

    private void over(Notice notice, Running run) {
        running.remove(run);
        Attempt.Outcome outcome = run.isSuccess() ? Attempt.Outcome.DELIVERED : Attempt.Outcome.GIVEN_UP;
        told.tell(notice, outcome, 1, run.answer(), run.took());
        startNext();
    }

    @Override
    public ActionStatus status() {
        return told.status(settings, ActionStatus.Circuit.CLOSED, (long) running.size() + waiting.size());
    }

    @Override
    public List<Load.Part> end() {
        List<Load.Part> left = List.copyOf(waiting);
        waiting.clear();
        List.copyOf(running).forEach(Running::abandon);
        return left;
    }
}
