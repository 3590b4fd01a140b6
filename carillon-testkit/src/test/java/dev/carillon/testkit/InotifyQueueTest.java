package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Inotify;
import dev.carillon.linux.InotifyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyQueueTest {
    private static final int FILES = 2000; // more than one read gives

    @TempDir
    private Path directory;

    @Test
    void anOverflowKeepsTheFirstEventsAndDropsTheRest() {
        Seeds.forAll(20, seed -> {
            try (Inotify inotify = Inotify.open();
                    var _ = ScriptedKernel.seeded(seed).overflowing(1).bind()) {
                inotify.add(directory, Inotify.CREATE);
                Path made = Files.createTempDirectory(directory, "made");
                List<InotifyEvent> events = readAll(inotify);
                assertThat(events.getLast().isOverflow()).isTrue();
                assertThat(events.size()).isLessThanOrEqualTo(1);
                inotify.add(made, Inotify.CREATE);
                events = storm(inotify, made);
                assertThat(events.getLast().isOverflow()).isTrue();
                for (int i = 0; i < events.size() - 1; i++) {
                    assertThat(events.get(i).name()).hasToString("f" + i);
                }
                assertThat(events.size()).isLessThan(FILES);
            }
        });
    }

    private static List<InotifyEvent> storm(Inotify inotify, Path made) throws IOException {
        for (int i = 0; i < FILES; i++) {
            Files.createFile(made.resolve("f" + i));
        }
        return readAll(inotify);
    }

    private static List<InotifyEvent> readAll(Inotify inotify) {
        List<InotifyEvent> events = new ArrayList<>();
        for (InotifyEvent event = inotify.read(); event != null; event = inotify.read()) {
            events.add(event);
        }
        return events;
    }
}
