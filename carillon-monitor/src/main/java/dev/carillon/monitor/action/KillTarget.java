package dev.carillon.monitor.action;

import dev.carillon.config.Failure;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.PidFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends a signal to the process whose number is in a file. The file is read by a thread of its own: where it is on a file system
 * that hangs, the loop does not.
 */
final class KillTarget implements Target {
    private static final int LONGEST_NUMBER = 64;

    private final EventLoop loop;
    private final ActionSettings.Kill settings;
    private final Told told;
    private long waiting;

    KillTarget(EventLoop loop, ActionSettings.Kill settings, Told told) {
        this.loop = loop;
        this.settings = settings;
        this.told = told;
    }

    /** It did not arrive, and why. */
    private static final class NotSent extends Exception {
        private static final long serialVersionUID = 1;

        NotSent(String why) {
            super(why);
        }
    }

    @Override
    public void take(Notice notice) {
        told.raised();
        waiting++;
        long began = TimeSource.SYSTEM.nanos();
        told.started(notice);
        Thread.ofPlatform().daemon().name("carillon-signal").start(() -> {
            Attempt.Outcome outcome = Attempt.Outcome.DELIVERED;
            String answer;
            try {
                answer = send();
            } catch (NotSent | IOException | LinuxException e) {
                outcome = Attempt.Outcome.GIVEN_UP;
                answer = Failure.line(e);
            }
            answered(notice, outcome, answer, Duration.ofNanos(TimeSource.SYSTEM.nanos() - began));
        });
    }

    private void answered(Notice notice, Attempt.Outcome outcome, String answer, Duration took) {
        try {
            loop.execute(() -> {
                waiting--;
                told.tell(notice, outcome, 1, answer, took);
            });
        } catch (RejectedExecutionException e) {
            // The loop has ended: nobody is left to be told.
        }
    }

    private String send() throws NotSent, IOException {
        int pid = pid();
        try (PidFd process = PidFd.openIfAlive(pid)) {
            if (process == null) {
                throw new NotSent("process " + pid + " of " + settings.pidFile() + " is gone");
            }
            // Only now: until the descriptor is there, the number could become another's.
            checkProgram(pid);
            if (!process.sendSignal(settings.signal())) {
                throw new NotSent("process " + pid + " of " + settings.pidFile() + " has ended");
            }
            return settings.signal() + " to process " + pid;
        }
    }

    private int pid() throws NotSent, IOException {
        Path file = settings.pidFile();
        if (!Files.isRegularFile(file)) { // to open a FIFO would wait for who writes to it
            throw new NotSent(file + (Files.exists(file) ? " is no regular file" : ": no such file"));
        }
        try (InputStream input = Files.newInputStream(file)) {
            String text = new String(input.readNBytes(LONGEST_NUMBER), StandardCharsets.US_ASCII).strip();
            if (!text.matches("[1-9][0-9]{0,8}")) {
                throw new NotSent(file + " has no number of a process in it");
            }
            return Integer.parseInt(text);
        }
    }

    private void checkProgram(int pid) throws NotSent, IOException {
        if (settings.program().isEmpty()) {
            return;
        }
        String wanted = settings.program().get();
        String actual = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
        if (!actual.equals(wanted)) {
            throw new NotSent("process " + pid + " of " + settings.pidFile() + " is " + actual + ", not " + wanted);
        }
    }

    @Override
    public ActionStatus status() {
        return told.status(settings, ActionStatus.Circuit.CLOSED, waiting);
    }

    @Override
    public List<Load.Part> end() {
        return List.of();
    }
}
