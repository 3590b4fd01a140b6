package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.PathName;
import dev.carillon.loop.PathOptions.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Much at once. */
class PathStormTest {
    private static final int FILES = 20_000;

    @TempDir
    private Path root;

    private final Set<PathName> known = new TreeSet<>();

    private void make(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Files.createFile(root.resolve("f" + i));
        }
    }

    /** Time stands still: all that the kernel has is read in a turn, and the handler gets little. */
    @Test
    void aStormIsToldWholeThoughTheHandlerIsMuchSlower() throws IOException {
        try (EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withTime(new ManualTime()))) {
            PathSource source = loop.path("watch", root, (_, change) -> KnownPaths.apply(known, change));
            source.budget(1);
            for (int i = 0; i < FILES; i += 1000) {
                make(i, i + 1000);
                loop.turn(Duration.ZERO);
            }
            WatchStatistics statistics = source.watchStatistics();
            assertThat(statistics.queued()).isGreaterThan(2 * FILES - 2000);
            source.budget(1000);
            Turns.until(loop, () -> statistics.queued() == 0 && known.size() == FILES);
            assertThat(statistics.overflows()).isZero();
            assertThat(statistics.mostQueued()).isGreaterThan(2 * FILES - 2000);
        }
    }

    @Test
    void whatTheKernelDroppedIsFoundByComparing() throws IOException {
        Files.createDirectories(root.resolve("old/below"));
        Files.createFile(root.resolve("old/file"));
        make(0, 100);
        try (EventLoop loop = Loops.open("test")) {
            PathSource source = loop.path("watch", root, (_, change) -> KnownPaths.apply(known, change));
            for (int i = 0; i < 100; i++) {
                known.add(PathName.of(root.resolve("f" + i)));
            }
            Set.of("old", "old/below", "old/file").forEach(name -> known.add(PathName.of(root.resolve(name))));
            make(100, FILES);
            Files.delete(root.resolve("old/file"));
            Files.delete(root.resolve("old/below"));
            Files.delete(root.resolve("f7"));
            Files.createDirectories(root.resolve("new/below"));
            Files.createFile(root.resolve("new/below/file"));
            PathName last = PathName.of(root.resolve("new/below/file"));
            Turns.until(loop, () -> known.contains(last) && known.size() == FILES - 1 + 4);
            assertThat(known).doesNotContain(PathName.of(root.resolve("f7")), PathName.of(root.resolve("old/file")));
            assertThat(source.watchStatistics().overflows()).isEqualTo(1);
            Files.createFile(root.resolve("new/below/seen"));
            Turns.until(loop, () -> known.contains(PathName.of(root.resolve("new/below/seen"))));
        }
    }

    @Test
    void whileNobodyAwaitsChangesAreReadAheadAsFarAsThereIsRoom() throws Exception {
        try (LoopGroup group = LoopGroup.start("paths", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            PathOptions options = PathOptions.DEFAULTS.withQueue(500).withKinds(Set.of(PathChange.Kind.CREATED));
            PathSource source =
                    loop.submit(() -> loop.path("awaited", root, options)).get();
            make(0, 1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(source.await(Duration.ofMinutes(1)).path()).isEqualTo(PathName.of(root.resolve("f" + i)));
            }
            assertThat(source.poll()).isEmpty();
            assertThat(source.watchStatistics().mostQueued()).isLessThanOrEqualTo(501);
        }
    }

    /** Each look at this clock takes a millisecond. */
    @Test
    void aBigTreeIsListedInSlicesBesideOtherSources() {
        AtomicLong clock = new AtomicLong();
        int directories = 300;
        try {
            for (int i = 0; i < directories; i++) {
                Files.createDirectories(root.resolve("d" + i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<PathChange.Kind> kinds = new TreeSet<>();
        LoopOptions options = Loops.OPTIONS.withTime(() -> clock.addAndGet(1_000_000));
        try (EventLoop loop = EventLoop.open("test", options)) {
            PathSource source = loop.path(
                    "watch",
                    root,
                    PathOptions.DEFAULTS.withTarget(Target.FILE),
                    (_, change) -> kinds.add(change.kind()));
            int watches = source.watchStatistics().watches();
            assertThat(watches).isLessThan(directories / 2);
            while (!kinds.contains(PathChange.Kind.WATCHED)) {
                loop.turn(Duration.ZERO);
                int now = source.watchStatistics().watches();
                assertThat(now - watches).as("in one turn").isLessThan(20);
                watches = now;
            }
            assertThat(watches).isEqualTo(1 + directories);
            assertThat(kinds).containsOnly(PathChange.Kind.WATCHED);
        }
    }
}
