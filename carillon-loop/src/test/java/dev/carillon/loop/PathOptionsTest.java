package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.PathOptions.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathOptionsTest {
    @TempDir
    private Path root;

    private final ManualTime time = new ManualTime();
    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withTime(time));

    @AfterEach
    void close() {
        loop.close();
    }

    private PathSource watch(PathOptions options) {
        return loop.path(
                "watch", root, options.withTarget(Target.FILE), (_, change) -> seen.add(KnownPaths.text(root, change)));
    }

    @Test
    void withoutWhatIsBelowOnlyTheDirectorysOwnEntriesAreTold() throws IOException {
        Files.createDirectory(root.resolve("below"));
        PathSource source = watch(PathOptions.DEFAULTS.withRecursive(false));
        Files.createFile(root.resolve("below/unseen"));
        Files.createDirectory(root.resolve("new"));
        Files.createFile(root.resolve("new/unseen"));
        Files.createFile(root.resolve("last"));
        Turns.until(loop, () -> seen.contains("WRITTEN last"));
        assertThat(seen).contains("CREATED new").noneMatch(text -> text.contains("unseen"));
        assertThat(source.watchStatistics().watches()).isEqualTo(1);
    }

    @Test
    void aPatternWithoutASlashIsOfTheLastName() throws IOException {
        PathSource source = watch(PathOptions.DEFAULTS.withGlob("*.conf"));
        Files.createDirectory(root.resolve("d"));
        Files.createFile(root.resolve("d/a.log"));
        Files.createFile(root.resolve("d/a.conf"));
        Files.move(root.resolve("d/a.log"), root.resolve("d/b.conf"));
        Turns.until(loop, () -> seen.contains("CREATED d/b.conf") || seen.contains("RENAMED d/a.log -> d/b.conf"));
        assertThat(seen).contains("CREATED d/a.conf").noneMatch(text -> text.endsWith(".log"));
        assertThat(source.watchStatistics().filtered()).isPositive();
    }

    @Test
    void someKindsOnlyAreTold() throws IOException {
        watch(PathOptions.DEFAULTS.withKinds(Set.of(PathChange.Kind.DELETED)));
        Files.writeString(root.resolve("a"), "text");
        Files.delete(root.resolve("a"));
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("DELETED a");
    }

    @Test
    void aFileThatSettlesIsToldOnceWhenItWasLeftAlone() throws IOException {
        PathSource source = watch(PathOptions.DEFAULTS.withSettle(Duration.ofMillis(100)));
        for (int i = 0; i < 5; i++) {
            Files.writeString(root.resolve("a"), "text " + i);
            Turns.some(loop, 3);
            time.pass(Duration.ofMillis(99));
            Turns.some(loop, 3);
        }
        assertThat(seen).isEmpty();
        time.pass(Duration.ofSeconds(1)); // timers may be a little late by choice
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("CREATED a");
        assertThat(source.watchStatistics().merged()).isGreaterThanOrEqualTo(10);
        Files.writeString(root.resolve("b"), "passing");
        Files.delete(root.resolve("b"));
        Files.writeString(root.resolve("a"), "once more");
        Turns.some(loop, 3);
        time.pass(Duration.ofSeconds(1));
        Turns.until(loop, () -> seen.size() > 1);
        assertThat(seen).containsExactly("CREATED a", "WRITTEN a");
    }

    @Test
    void anUnmountBelowIsToldAndWhatIsThereInsteadIsWatched() throws Exception {
        Path mounted = Files.createDirectory(root.resolve("mounted"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "none", mounted.toString()), "may not mount");
        boolean isMounted = true;
        try {
            Files.createDirectories(mounted.resolve("a/b"));
            watch(PathOptions.DEFAULTS);
            isMounted = !run("umount", mounted.toString());
            Turns.until(loop, () -> seen.contains("UNMOUNTED mounted"));
            Files.createFile(mounted.resolve("file"));
            Turns.until(loop, () -> seen.contains("CREATED mounted/file"));
        } finally {
            if (isMounted) {
                run("umount", "-l", mounted.toString());
            }
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> PathOptions.DEFAULTS.withQueue(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathOptions.DEFAULTS.withSettle(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PathOptions.DEFAULTS.withGlob("[")).isInstanceOf(IllegalArgumentException.class);
    }
}
