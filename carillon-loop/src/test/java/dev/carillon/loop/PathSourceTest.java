package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FdInfo;
import dev.carillon.loop.PathOptions.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathSourceTest {
    @TempDir
    private Path root;

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private PathSource watch(Path path) {
        return loop.path(
                "watch",
                path,
                PathOptions.DEFAULTS.withTarget(Target.FILE),
                (source, change) -> seen.add(text(change)));
    }

    private String text(PathChange change) {
        return KnownPaths.text(root, change);
    }

    @Test
    void aFileIsCreatedWrittenAndDeleted() throws IOException {
        watch(root);
        Files.writeString(root.resolve("a"), "content");
        Files.delete(root.resolve("a"));
        Turns.until(loop, () -> seen.contains("DELETED a"));
        assertThat(seen).containsSubsequence("CREATED a", "MODIFIED a", "WRITTEN a", "DELETED a");
    }

    @Test
    void aRenameIsOneChangeAlsoAcrossDirectories() throws IOException {
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("a"));
        watch(root);
        Files.move(root.resolve("a"), root.resolve("d/b"));
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("RENAMED a -> d/b");
    }

    @Test
    void whatLeavesTheTreeIsDeletedAndWhatComesInIsCreatedWithItsContent(@TempDir Path outside) throws IOException {
        Files.createDirectories(root.resolve("out/deep"));
        PathSource source = watch(root);
        Files.move(root.resolve("out"), outside.resolve("out"));
        Turns.until(loop, () -> seen.contains("DELETED out"));
        Turns.until(loop, () -> watches(source) == 1);
        Files.createFile(outside.resolve("out/deep/f"));
        Files.move(outside.resolve("out"), root.resolve("back"));
        Turns.until(loop, () -> seen.contains("CREATED back/deep/f"));
        assertThat(seen).containsExactly("DELETED out", "CREATED back", "CREATED back/deep", "CREATED back/deep/f");
        Turns.until(loop, () -> watches(source) == 3);
    }

    private static int watches(PathSource source) {
        return FdInfo.of(source.fd()).inotifyWatches().size();
    }

    @Test
    void aRenamedDirectoryIsFollowed() throws IOException {
        Files.createDirectories(root.resolve("a/b"));
        watch(root);
        Files.move(root.resolve("a"), root.resolve("c"));
        Files.createFile(root.resolve("c/b/f"));
        Turns.until(loop, () -> seen.size() >= 2);
        assertThat(seen).startsWith("RENAMED a -> c", "CREATED c/b/f");
    }

    @Test
    void anOverflowIsReportedAndTheTreeIsStillWatched() throws IOException {
        watch(root);
        Path file = Files.createFile(root.resolve("f"));
        Path other = Files.createFile(root.resolve("g"));
        for (int i = 0; i < 10_000; i++) {
            Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(i));
            Files.setLastModifiedTime(other, java.nio.file.attribute.FileTime.fromMillis(i));
        }
        Files.createDirectory(root.resolve("unseen"));
        Turns.until(loop, () -> seen.contains("OVERFLOW "));
        Files.createFile(root.resolve("unseen/new"));
        Turns.until(loop, () -> seen.contains("CREATED unseen/new"));
    }

    @Test
    void theEndOfTheWatchedPathClosesTheSource(@TempDir Path other) throws IOException {
        Path gone = Files.createDirectory(other.resolve("gone"));
        PathSource source = loop.path(
                "watch",
                gone,
                PathOptions.DEFAULTS.withTarget(Target.FILE),
                (s, change) -> seen.add(change.kind().name()));
        Files.delete(gone);
        Turns.until(loop, () -> !source.isOpen());
        assertThat(seen).containsExactly("GONE");
    }

    @Test
    void aPathThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> watch(root.resolve("nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing does not exist");
    }
}
