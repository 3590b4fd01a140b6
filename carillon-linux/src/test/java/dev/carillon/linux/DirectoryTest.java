package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
    private static final PathName ODD = PathName.of(new byte[] {'d', (byte) 0xFF, '\n'});

    @TempDir
    private Path root;

    private Directory open() {
        return Directory.open(PathName.of(root));
    }

    private static List<DirectoryEntry> all(Directory directory) {
        List<DirectoryEntry> all = new ArrayList<>();
        for (List<DirectoryEntry> some = directory.read(); !some.isEmpty(); some = directory.read()) {
            all.addAll(some);
        }
        return all;
    }

    @Test
    void namesAreReadAsTheyAreWithTheirTypes() throws IOException {
        Files.createDirectory(root.resolve(ODD.toPath()));
        Files.createFile(root.resolve("file"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("nowhere"));
        Pipe.makeFifo(root.resolve("fifo"), 0600);
        try (Directory directory = open()) {
            assertThat(all(directory))
                    .containsExactlyInAnyOrder(
                            new DirectoryEntry(ODD, FileType.DIRECTORY),
                            new DirectoryEntry(PathName.of("file"), FileType.REGULAR),
                            new DirectoryEntry(PathName.of("link"), FileType.LINK),
                            new DirectoryEntry(PathName.of("fifo"), FileType.FIFO));
        }
    }

    @Test
    void thousandsOfNamesComeOnceEach() throws IOException {
        Set<PathName> names = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            PathName name = PathName.of("a-rather-long-name-for-a-file-" + i);
            Files.createFile(root.resolve(name.toPath()));
            names.add(name);
        }
        try (Directory directory = open()) {
            List<DirectoryEntry> all = all(directory);
            assertThat(all).hasSize(3000).extracting(DirectoryEntry::name).containsAll(names);
        }
    }

    @Test
    void whatANameStandsForIsToldWithoutFollowingIt() throws IOException {
        Files.writeString(root.resolve("file"), "four");
        Files.createSymbolicLink(root.resolve("link"), Path.of("file"));
        Instant before = Instant.now().minusSeconds(60);
        try (Directory directory = Directory.locate(PathName.of(root))) {
            FileStatus status = Expect.notNull(directory.status(PathName.of("file")), "status");
            assertThat(status.type()).isEqualTo(FileType.REGULAR);
            assertThat(status.size()).isEqualTo(4);
            assertThat(status.changed()).isAfter(before);
            assertThat(status.modified())
                    .isEqualTo(Files.getLastModifiedTime(root.resolve("file")).toInstant());
            assertThat(status.inode()).isEqualTo(Files.getAttribute(root.resolve("file"), "unix:ino"));
            assertThat(Expect.notNull(directory.status(PathName.of("link")), "link")
                            .type())
                    .isEqualTo(FileType.LINK);
            assertThat(directory.readLink(PathName.of("link"))).isEqualTo(PathName.of("file"));
            assertThat(directory.status(PathName.of("nothing"))).isNull();
        }
    }

    @Test
    void aLinkIsNoDirectoryBelowOne() throws IOException {
        Files.createDirectory(root.resolve("directory"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("directory"));
        try (Directory directory = open()) {
            directory.openBelow(PathName.of("directory")).close();
            directory.locateBelow(PathName.of("directory")).close();
            assertThatThrownBy(() -> directory.openBelow(PathName.of("link")))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOTDIR));
        }
    }

    @Test
    void whatIsDeeperThanAPathCanSayIsOpenedReadAndWatched() throws Exception {
        PathName name = PathName.of("d".repeat(250));
        PathName path = deep(name, 20);
        assertThat(path.length()).isGreaterThan(4096);
        try (Directory deep = Directory.open(path);
                Inotify inotify = Inotify.open()) {
            int watch = inotify.add(deep, PathName.EMPTY, Inotify.CREATE);
            make(path, PathName.of("new"));
            assertThat(inotify.read())
                    .isEqualTo(new InotifyEvent(watch, Inotify.CREATE | Inotify.ISDIR, 0, PathName.of("new")));
            assertThat(deep.read()).containsExactly(new DirectoryEntry(PathName.of("new"), FileType.DIRECTORY));
        } finally {
            remove(root.resolve(name.toPath()));
        }
    }

    /** What JUnit cannot, for want of a path. */
    private static void remove(Path deep) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("rm", "-r", deep.toString()).start().waitFor())
                .isZero();
    }

    private PathName deep(PathName name, int levels) {
        PathName path = PathName.of(root);
        for (int i = 0; i < levels; i++) {
            make(path, name);
            path = path.resolve(name);
        }
        return path;
    }

    /** Through the descriptor of the one above: Java's own call takes no such path. */
    private static void make(PathName in, PathName name) {
        try (Directory above = Directory.locate(in)) {
            Files.createDirectory(Path.of("/proc/self/fd/" + above.number(), name.toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPathBeyondTheLimitIsRefusedWithTheLimit() {
        PathName path = PathName.of("/" + "x/".repeat(Directory.LONGEST_PATH));
        assertThatThrownBy(() -> Directory.open(path))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("ENAMETOOLONG")
                .hasMessageContaining("16384");
    }

    @Test
    void theEmptyPathIsTheCurrentDirectory() {
        try (Directory directory = Directory.open(PathName.EMPTY)) {
            assertThat(all(directory)).isNotEmpty();
        }
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        try (Directory directory = open()) {
            assertThatThrownBy(() -> directory.status(PathName.EMPTY)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> directory.openBelow(PathName.of("x".repeat(256))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileOfANameThatIsNoTextIsOpened() throws IOException {
        Files.writeString(root.resolve(ODD.toPath()), "text");
        try (FileFd file = FileFd.open(root.resolve(ODD.toPath()))) {
            assertThat(file.size()).isEqualTo(4);
        }
    }
}
