package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyTest {
    @TempDir
    Path directory;

    private final Inotify inotify = Inotify.open();

    @AfterEach
    void closeIt() {
        inotify.close();
    }

    private List<InotifyEvent> readAll() {
        List<InotifyEvent> events = new ArrayList<>();
        for (InotifyEvent event = inotify.read(); event != null; event = inotify.read()) {
            events.add(event);
        }
        return events;
    }

    @Test
    void isNonBlockingAndCloseOnExec() {
        assertThat(inotify.isNonBlocking()).isTrue();
        assertThat(inotify.isCloseOnExec()).isTrue();
    }

    @Test
    void nothingHappenedReadsAsNull() {
        inotify.add(directory, Inotify.ALL_EVENTS);

        assertThat(inotify.read()).isNull();
    }

    @Test
    void aNewFileIsReportedWithItsNameUnderTheWatchOfItsDirectory() throws IOException {
        int watch = inotify.add(directory, Inotify.CREATE);

        Files.createFile(directory.resolve("größe.txt"));

        Expect.events(inotify, Epoll.IN);
        assertThat(inotify.read()).isEqualTo(new InotifyEvent(watch, Inotify.CREATE, 0, PathName.of("größe.txt")));
        assertThat(inotify.read()).isNull();
    }

    @Test
    void aNewDirectoryIsMarkedAsOne() throws IOException {
        inotify.add(directory, Inotify.CREATE);

        Files.createDirectory(directory.resolve("inner"));

        InotifyEvent event = Expect.notNull(inotify.read(), "event");
        assertThat(event.has(Inotify.ISDIR)).isTrue();
        assertThat(event.maskNames()).isEqualTo("CREATE|ISDIR");
    }

    @Test
    void theTwoHalvesOfARenameHaveTheSameCookie() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path file = Files.createFile(directory.resolve("before"));
        int from = inotify.add(directory, Inotify.MOVED_FROM);
        int to = inotify.add(other, Inotify.MOVED_TO);

        Files.move(file, other.resolve("after"));

        List<InotifyEvent> events = readAll();
        assertThat(events).hasSize(2);
        int cookie = events.getFirst().cookie();
        assertThat(cookie).isNotZero();
        assertThat(events)
                .containsExactly(
                        new InotifyEvent(from, Inotify.MOVED_FROM, cookie, PathName.of("before")),
                        new InotifyEvent(to, Inotify.MOVED_TO, cookie, PathName.of("after")));
    }

    @Test
    void aWatchOfAFileHasNoNames() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        inotify.add(file, Inotify.MODIFY);

        Files.writeString(file, "text");

        assertThat(readAll()).isNotEmpty().allMatch(event -> event.name().isEmpty() && event.has(Inotify.MODIFY));
    }

    @Test
    void manyEventsComeInOrderFromOneSystemCall() throws IOException {
        inotify.add(directory, Inotify.CREATE);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("file-" + i);
            Files.createFile(directory.resolve(names.getLast()));
        }

        assertThat(inotify.hasBuffered()).isFalse();
        InotifyEvent first = Expect.notNull(inotify.read(), "first event");
        assertThat(inotify.hasBuffered()).isTrue();
        List<InotifyEvent> events = readAll();
        events.addFirst(first);
        assertThat(events).extracting(event -> event.name().toString()).isEqualTo(names);
    }

    @Test
    void moreEventsThanTheQueueHoldsEndInAnOverflowOfNoWatch() throws IOException {
        // By lines: readString() begins with a read of one byte, and files of /proc/sys end after their first read.
        int queue = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/fs/inotify/max_queued_events"))
                .getFirst());
        inotify.add(directory, Inotify.CREATE | Inotify.DELETE);
        Path file = directory.resolve("file");
        // Two different events in turn: identical neighbours would be merged.
        for (int i = 0; i <= queue / 2; i++) {
            Files.createFile(file);
            Files.delete(file);
        }

        List<InotifyEvent> events = readAll();

        assertThat(events).hasSize(queue + 1);
        InotifyEvent last = events.getLast();
        assertThat(last.isOverflow()).isTrue();
        assertThat(last.watch()).isEqualTo(-1);
        assertThat(last).hasToString("watch -1: Q_OVERFLOW");
        assertThat(events.subList(0, queue)).noneMatch(InotifyEvent::isOverflow);
    }

    @Test
    void anEndedWatchSaysIgnoredAndIsSilentFromThenOn() throws IOException {
        int watch = inotify.add(directory, Inotify.CREATE);

        assertThat(inotify.remove(watch)).isTrue();
        Files.createFile(directory.resolve("unseen"));

        assertThat(readAll()).containsExactly(new InotifyEvent(watch, Inotify.IGNORED, 0, PathName.EMPTY));
        assertThat(inotify.remove(watch)).isFalse();
    }

    @Test
    void aRemovedFileTakesItsWatchWithIt() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        int watch = inotify.add(file, Inotify.DELETE_SELF);

        Files.delete(file);

        assertThat(readAll())
                .containsExactly(
                        new InotifyEvent(watch, Inotify.DELETE_SELF, 0, PathName.EMPTY),
                        new InotifyEvent(watch, Inotify.IGNORED, 0, PathName.EMPTY));
    }

    @Test
    void addingAFileAgainChangesItsMaskAndKeepsItsWatch() throws IOException {
        int watch = inotify.add(directory, Inotify.CREATE);

        assertThat(inotify.add(directory, Inotify.DELETE)).isEqualTo(watch);
        Files.createFile(directory.resolve("unseen"));

        assertThat(inotify.read()).isNull();
    }

    @Test
    void addingAFileAgainIsRefusedWhereItWasToBeNew() {
        inotify.add(directory, Inotify.CREATE);

        assertThatThrownBy(() -> inotify.add(directory, Inotify.CREATE | Inotify.MASK_CREATE))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EEXIST (File exists) - it is watched already");
    }

    @Test
    void aPathThatIsNotThereIsNamedInTheMessage() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> inotify.add(missing, Inotify.CREATE))
                .isInstanceOf(LinuxException.class)
                .hasMessage("inotify_add_watch(" + inotify + ", " + missing + "): ENOENT (No such file or directory)");
    }

    @Test
    void aMaskWithoutEventsIsRefused() {
        assertThatThrownBy(() -> inotify.add(directory, Inotify.ONLYDIR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an inotify watch needs at least one event, such as Inotify.CREATE");
    }

    @Test
    void aMaskWithWhatOnlyTheKernelReportsIsRefused() {
        assertThatThrownBy(() -> inotify.add(directory, Inotify.CREATE | Inotify.Q_OVERFLOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0x4000");
    }

    @Test
    void addingToAndCreatingAMaskAtOnceIsRefused() {
        assertThatThrownBy(() -> inotify.add(directory, Inotify.CREATE | Inotify.MASK_ADD | Inotify.MASK_CREATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("IN_MASK_CREATE does not go with IN_MASK_ADD");
    }

    @Test
    void useAfterCloseIsRefusedAlsoWithEventsInTheBuffer() throws IOException {
        inotify.add(directory, Inotify.CREATE);
        Files.createFile(directory.resolve("a"));
        Files.createFile(directory.resolve("b"));
        inotify.read();
        inotify.close();

        assertThatThrownBy(inotify::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> inotify.add(directory, Inotify.CREATE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> inotify.remove(1)).isInstanceOf(IllegalStateException.class);
    }
}
