package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may not be watched costs itself only, is told, and is tried again. */
class PathRefusalTest {
    @TempDir
    private Path root;

    private final ManualTime time = new ManualTime();
    private final List<String> seen = new ArrayList<>();

    private EventLoop open() {
        return EventLoop.open("test", Loops.OPTIONS.withTime(time));
    }

    private PathSource watch(EventLoop loop) {
        return loop.path("watch", root, (_, change) -> {
            seen.add(KnownPaths.text(root, change));
            if (change.refusal() != null) {
                seen.add(change.refusal().getMessage());
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "inotify_add_watch, ENOSPC, max_user_watches",
        "openat, EACCES, EACCES",
        "getdents64, EIO, EIO",
    })
    void oneDirectoryThatIsRefusedCostsThatDirectoryUntilItCanBeWatched(String call, Errno errno, String advice)
            throws Exception {
        Files.createDirectories(root.resolve("a/below"));
        try (EventLoop loop = open()) {
            PathSource source = watch(loop);
            ScriptedKernel.seeded(0).failAfter(callsFor(call), call, errno).run(() -> {
                Files.createDirectory(root.resolve("new"));
                Turns.until(loop, () -> source.watchStatistics().refused() == 1);
            });
            Files.createFile(root.resolve("new/unseen"));
            Files.createFile(root.resolve("a/below/seen"));
            Turns.until(loop, () -> seen.contains("CREATED a/below/seen"));
            assertThat(seen).contains("REFUSED new").anyMatch(text -> text.contains(advice));
            assertThat(source.isEnabled()).isTrue();
            time.pass(Duration.ofSeconds(2));
            Turns.until(loop, () -> seen.contains("WATCHED new") && seen.contains("CREATED new/unseen"));
            assertThat(seen).containsSubsequence("REFUSED new", "WATCHED new").doesNotHaveDuplicates();
            assertThat(source.watchStatistics().refused()).isZero();
        }
    }

    /** The directory above is located, and known by its watch, before the new one is opened and watched. */
    private static int callsFor(String call) {
        return call.equals("getdents64") ? 0 : 1;
    }

    @Test
    void whatIsRefusedFromTheBeginningIsToldToo() throws Exception {
        Files.createDirectories(root.resolve("a"));
        try (EventLoop loop = open()) {
            ScriptedKernel.seeded(0).failNext("getdents64", Errno.EACCES).run(() -> watch(loop));
            Turns.until(loop, () -> seen.contains("REFUSED "));
            time.pass(Duration.ofSeconds(2));
            Turns.until(loop, () -> seen.contains("WATCHED "));
            Files.createFile(root.resolve("a/seen"));
            Turns.until(loop, () -> seen.contains("CREATED a/seen"));
        }
    }

    @Test
    void nothingIsLeftOpenWhateverIsRefused() throws Exception {
        for (int i = 0; i < 10; i++) {
            Files.createDirectories(root.resolve("d" + i + "/x/y"));
        }
        try (EventLoop loop = open();
                LeakCheck leaks = LeakCheck.start()) {
            for (int calls = 0; calls < 20; calls++) {
                ScriptedKernel kernel = ScriptedKernel.seeded(calls);
                kernel.failAfter(calls, "inotify_add_watch", Errno.ENOSPC);
                kernel.failAfter(calls, "openat", Errno.EMFILE);
                kernel.failAfter(calls, "getdents64", Errno.EIO);
                kernel.run(() -> tryOnce(loop));
            }
            leaks.assertNothingLeft();
        }
    }

    private void tryOnce(EventLoop loop) {
        try (PathSource source = watch(loop)) {
            Turns.some(loop, 3);
            assertThat(source.isOpen()).isTrue();
        } catch (dev.carillon.linux.LinuxException e) {
            // The root itself was refused.
        }
    }
}
