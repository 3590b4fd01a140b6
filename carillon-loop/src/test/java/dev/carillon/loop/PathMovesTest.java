package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FdInfo;
import dev.carillon.loop.PathOptions.Target;
import dev.carillon.testkit.Exchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that move: which one it was, and where all that is below it is from then on. */
class PathMovesTest {
    @TempDir
    private Path root;

    @TempDir
    private Path outside;

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private PathSource watch() {
        return loop.path(
                "watch",
                root,
                PathOptions.DEFAULTS.withTarget(Target.FILE),
                (source, change) -> seen.add(text(change)));
    }

    private String text(PathChange change) {
        return KnownPaths.text(root, change);
    }

    private void directories(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(root.resolve(name));
        }
    }

    private void move(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to));
    }

    @Test
    void twoDirectoriesThatChangePlacesKeepTheirContents() throws Exception {
        directories("a/in-a", "b/in-b");
        watch();
        Exchange.of(root.resolve("a"), root.resolve("b"));
        Files.createFile(root.resolve("b/in-a/one"));
        Files.createFile(root.resolve("a/in-b/two"));
        Turns.until(loop, () -> seen.contains("CREATED a/in-b/two"));
        // What has taken the place of another ends what was known of that: so the other is new where it has come to.
        assertThat(seen).containsSubsequence("RENAMED a -> b", "CREATED a", "CREATED b/in-a/one");
        assertThat(seen).containsSubsequence("CREATED a", "CREATED a/in-b", "CREATED a/in-b/two");
        assertThat(loop.audit()).isEmpty();
    }

    @Test
    void aSwapThroughAThirdNameIsFollowedThoughAllIsReadAtOnce() throws IOException {
        directories("a/in-a", "b/in-b");
        PathSource source = watch();
        for (int i = 0; i < 5; i++) {
            move("a", "t");
            move("b", "a");
            move("t", "b");
        }
        Files.createFile(root.resolve("b/in-a/one"));
        Files.createFile(root.resolve("a/in-b/two"));
        Turns.until(loop, () -> seen.contains("CREATED a/in-b/two"));
        assertThat(seen).contains("CREATED b/in-a/one");
        assertThat(seen).filteredOn(text -> text.startsWith("RENAMED")).hasSize(15);
        assertThat(watches(source)).isEqualTo(5);
    }

    @Test
    void aDirectoryMadeAndMovedBeforeItWasReadIsWatchedWhereItIs() throws IOException {
        PathSource source = watch();
        directories("new/deep");
        move("new", "moved");
        directories("new");
        move("moved", "again");
        Turns.until(loop, () -> seen.contains("CREATED again/deep"));
        Files.createFile(root.resolve("again/deep/f"));
        Files.createFile(root.resolve("new/g"));
        Turns.until(loop, () -> seen.contains("CREATED new/g"));
        assertThat(seen).contains("CREATED again/deep/f");
        assertThat(watches(source)).isEqualTo(4);
    }

    @Test
    void whatIsMovedOverAnEmptyDirectoryTakesItsPlace() throws IOException {
        directories("a/in-a", "b");
        PathSource source = watch();
        Files.move(root.resolve("a"), root.resolve("b"), StandardCopyOption.ATOMIC_MOVE);
        Files.createFile(root.resolve("b/in-a/f"));
        Turns.until(loop, () -> seen.contains("CREATED b/in-a/f"));
        assertThat(seen).contains("RENAMED a -> b");
        assertThat(watches(source)).isEqualTo(3);
    }

    @Test
    void aDirectoryThatLeavesWhileAnotherTakesItsNameIsNotTakenForIt() throws IOException {
        directories("a/old");
        PathSource source = watch();
        Files.move(root.resolve("a"), outside.resolve("a"));
        directories("a/new");
        Turns.until(loop, () -> seen.contains("CREATED a/new"));
        Files.createFile(outside.resolve("a/old/unseen"));
        Files.createFile(root.resolve("a/new/seen"));
        Turns.until(loop, () -> seen.contains("CREATED a/new/seen"));
        assertThat(seen).startsWith("DELETED a", "CREATED a", "CREATED a/new", "CREATED a/new/seen");
        assertThat(watches(source)).isEqualTo(3);
    }

    @Test
    void whatIsMadeDeepDownAtOnceIsReportedOnce() throws IOException {
        watch();
        for (int i = 0; i < 20; i++) {
            directories("d" + i + "/a/b/c");
            Files.createFile(root.resolve("d" + i + "/a/b/c/f"));
        }
        Turns.until(loop, () -> seen.contains("CREATED d19/a/b/c/f"));
        Turns.some(loop, 5);
        List<String> created =
                seen.stream().filter(text -> text.startsWith("CREATED")).toList();
        assertThat(created).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void aVirtualThreadAwaitsChangesInOrder() throws InterruptedException, ExecutionException {
        try (LoopGroup group = LoopGroup.start("paths", 1, Loops.OPTIONS)) {
            EventLoop own = group.next();
            PathSource source = own.submit(() -> own.path("awaited", root)).get();
            List<String> changes = new ArrayList<>();
            Thread waiter = Thread.ofVirtual().start(() -> awaitThree(source, changes));
            Files.createFile(root.resolve("one"));
            Files.createDirectory(root.resolve("two"));
            assertThat(waiter.join(Duration.ofSeconds(20))).isTrue();
            assertThat(changes).containsExactly("CREATED one", "WRITTEN one", "CREATED two");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitThree(PathSource source, List<String> changes) {
        try {
            while (changes.size() < 3) {
                changes.add(text(source.await()));
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int watches(PathSource source) {
        return FdInfo.of(source.fd()).inotifyWatches().size();
    }
}
