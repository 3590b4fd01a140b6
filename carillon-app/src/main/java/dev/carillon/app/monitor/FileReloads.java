package dev.carillon.app.monitor;

import dev.carillon.app.command.Log;
import dev.carillon.app.control.Answer;
import dev.carillon.config.Failure;
import dev.carillon.config.WrongConfiguration;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.file.MonitorSettings;
import dev.carillon.monitor.file.Plan;
import dev.carillon.monitor.run.Monitor;
import dev.carillon.net.ServiceManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads a monitor's file again, as often as it is asked to: on a thread of its own, as the loop waits for no disk, and what comes of it
 * is done in one turn. Who asks while that is going on is asking for one time more, however many they are.
 */
final class FileReloads {
    private final EventLoop loop;
    private final Monitor monitor;
    private final ServiceManager manager;
    private final Log log;
    private final List<Consumer<Answer>> waiting = new ArrayList<>();
    private final Runnable whenDone;
    private boolean isReading;
    private long failed;
    private long done;

    /**
     * For a monitor.
     *
     * @param whenDone is told after each that was done
     */
    FileReloads(EventLoop loop, Monitor monitor, ServiceManager manager, Log log, Runnable whenDone) {
        this.whenDone = whenDone;
        this.loop = loop;
        this.monitor = monitor;
        this.manager = manager;
        this.log = log;
    }

    /** Reads the file again, and tells what came of it. */
    void reload(Consumer<Answer> asker) {
        waiting.add(asker);
        if (!isReading) {
            begin();
        }
    }

    private void begin() {
        isReading = true;
        manager.reloading();
        List<Consumer<Answer>> askers = List.copyOf(waiting);
        waiting.clear();
        read(monitor.settings().file(), answerOf -> {
            Answer answer = answerOf.get();
            tell(answer);
            askers.forEach(asker -> asker.accept(answer));
            isReading = false;
            manager.ready();
            if (!waiting.isEmpty()) {
                begin();
            }
        });
    }

    private void tell(Answer answer) {
        if (answer.ok()) {
            done++;
            log.info(answer.text());
            return;
        }
        failed++;
        answer.text().lines().forEach(log::error);
        monitor.tell("reload-failed", Map.of("text", answer.text()));
    }

    /** What came of reading a file, to be asked for on the loop's thread. */
    private interface Outcome {
        Answer get();
    }

    private void read(Path file, Consumer<Outcome> then) {
        Thread.ofPlatform().daemon().name("reload").start(() -> {
            Outcome outcome = outcome(file);
            try {
                loop.execute(() -> then.accept(outcome));
            } catch (RejectedExecutionException e) {
                // The loop has ended meanwhile.
            }
        });
    }

    private Outcome outcome(Path file) {
        try {
            MonitorSettings settings = MonitorFile.read(file);
            return () -> apply(settings);
        } catch (WrongConfiguration e) {
            Answer refusal = Answer.refused(
                    e.lines().stream().map(line -> "not reloaded: " + line).collect(Collectors.joining("\n")));
            return () -> refusal;
        } catch (RuntimeException e) {
            Answer refusal = Answer.refused("not reloaded: " + Failure.line(e));
            return () -> refusal;
        }
    }

    private Answer apply(MonitorSettings settings) {
        try {
            Plan plan = monitor.reload(settings);
            whenDone.run();
            return Answer.done("reloaded: " + plan.summary());
        } catch (IOException | RuntimeException e) {
            return Answer.refused("not reloaded: " + Failure.line(e));
        }
    }

    /** Tells in what another file differs from what runs. */
    void plan(Path file, Consumer<Answer> asker) {
        Thread.ofPlatform().daemon().name("plan").start(() -> {
            Answer refusal;
            try {
                MonitorSettings settings = MonitorFile.read(file);
                loop.execute(() -> asker.accept(planned(settings)));
                return;
            } catch (WrongConfiguration e) {
                refusal = new Answer(false, String.join("\n", e.lines()), Map.of("unusable", true));
            } catch (RuntimeException e) {
                refusal = Answer.refused(Failure.line(e));
            }
            Answer told = refusal;
            loop.execute(() -> asker.accept(told));
        });
    }

    private Answer planned(MonitorSettings settings) {
        Plan plan = Plan.between(monitor.settings(), settings);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("same", plan.isSame());
        members.put("plan", VerbJson.of(plan));
        return new Answer(true, plan.text(), members);
    }

    /** How often one was refused. */
    long failed() {
        return failed;
    }

    /** How often one was done. */
    long done() {
        return done;
    }
}
