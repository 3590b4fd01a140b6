package dev.carillon.monitor.action;

import dev.carillon.config.Failure;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds to an eventfd that this process was started with, and somebody else reads. */
final class CounterTarget implements Target {
    private static final String EVENTFD = "anon_inode:[eventfd]";

    private final ActionSettings.Counter settings;
    private final Told told;
    /** Never closed: it is the process's, and a reload may ask for it again. */
    private @Nullable EventFd counter;

    CounterTarget(ActionSettings.Counter settings, Told told) {
        this.settings = settings;
        this.told = told;
    }

    @Override
    public void take(Notice notice) {
        told.raised();
        String refusal = add();
        told.started(notice);
        Attempt.Outcome outcome = refusal.isEmpty() ? Attempt.Outcome.DELIVERED : Attempt.Outcome.GIVEN_UP;
        told.tell(notice, outcome, 1, refusal, Duration.ZERO);
    }

    private String add() {
        try {
            if (counter == null) {
                counter = open(settings.descriptor());
            }
            return counter.add(settings.add()) ? "" : "the counter is full";
        } catch (IOException | LinuxException | IllegalArgumentException e) {
            return Failure.line(e);
        }
    }

    /** Anything else would get eight bytes that it did not ask for. */
    private static EventFd open(int descriptor) throws IOException {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)
                || !Files.readSymbolicLink(link).toString().equals(EVENTFD)) {
            throw new IllegalArgumentException("descriptor " + descriptor + " is no eventfd");
        }
        EventFd adopted = EventFd.adopt(descriptor, false);
        if (!adopted.isNonBlocking()) {
            throw new IllegalArgumentException("descriptor " + descriptor + " could block: make it with EFD_NONBLOCK");
        }
        return adopted;
    }

    @Override
    public ActionStatus status() {
        return told.status(settings, ActionStatus.Circuit.CLOSED, 0);
    }

    @Override
    public List<Load.Part> end() {
        return List.of();
    }
}
