package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.FdInfo;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
        return loop.path("watch", root, (source, change) -> seen.add(text(change)));
    }

    private String text(PathChange change) {
        Path from = change.from();
        return change.kind() + " " + (from == null ? "" : root.relativize(from) + " -> ")
                + root.relativize(change.path());
    }

    private void directories(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(root.resolve(name));
        }
    }

    private void move(String from, String to) throws IOException {
        Files.move(root.resolve(from), root.resolve(to));
    }

    /** {@code renameat2(2)} with RENAME_EXCHANGE, which Java has not. */
    private void exchange(String one, String other) throws IOException, InterruptedException {
        int number = System.getProperty("os.arch").equals("aarch64") ? 276 : 316;
        Process perl = new ProcessBuilder(
                        "perl",
                        "-e",
                        "exit(syscall(" + number + ", -100, $ARGV[0], -100, $ARGV[1], 2) == 0 ? 0 : 1)",
                        root.resolve(one).toString(),
                        root.resolve(other).toString())
                .start();
        assertThat(perl.waitFor()).isZero();
    }

    @Test
    void twoDirectoriesThatChangePlacesKeepTheirContents() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
        directories("a/in-a", "b/in-b");
        watch();
        exchange("a", "b");
        Files.createFile(root.resolve("b/in-a/one"));
        Files.createFile(root.resolve("a/in-b/two"));
        Turns.until(loop, () -> seen.contains("CREATED a/in-b/two"));
        assertThat(seen).containsSubsequence("RENAMED a -> b", "RENAMED b -> a", "CREATED b/in-a/one");
        assertThat(seen).contains("CREATED a/in-b/two");
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

    @Test
    void afterAnyOperationsReadAtAnyTimeTheReportedTreeIsTheRealOne() {
        Seeds.forAll(150, seed -> {
            Random random = new Random(seed);
            Path tree = Files.createTempDirectory(root, "tree");
            Path away = Files.createTempDirectory(outside, "away");
            Set<Path> known = new HashSet<>();
            PathSource source = loop.path("tree", tree, (s, change) -> KnownPaths.apply(known, change));
            for (int i = 0; i < 80; i++) {
                operate(tree, away, random);
                if (random.nextInt(6) == 0) {
                    loop.turn(Duration.ZERO);
                }
            }
            Set<Path> truth = KnownPaths.contents(tree);
            Turns.until(loop, () -> known.equals(truth));
            long directories = truth.stream().filter(Files::isDirectory).count();
            Turns.until(loop, () -> watches(source) == directories + 1);
            source.close();
        });
    }

    private static int watches(PathSource source) {
        return FdInfo.of(source.fd()).inotifyWatches().size();
    }

    private static void operate(Path tree, Path away, Random random) throws IOException {
        List<Path> all = new ArrayList<>(KnownPaths.contents(tree));
        List<Path> out = new ArrayList<>(KnownPaths.contents(away));
        Path some = all.isEmpty() ? tree : all.get(random.nextInt(all.size()));
        Path directory = Files.isDirectory(some) ? some : tree;
        Path target = directory.resolve("n" + random.nextInt(8));
        switch (random.nextInt(7)) {
            case 0, 1 -> make(target, target.resolve("x/y" + random.nextInt(3)));
            case 2 -> touch(target);
            case 3, 4 -> moveTo(some, target, tree);
            case 5 -> moveTo(some, away.resolve("n" + out.size() + "-" + random.nextInt(1_000_000)), tree);
            default -> {
                if (!out.isEmpty()) {
                    moveTo(out.get(random.nextInt(out.size())), target, tree);
                }
            }
        }
    }

    private static void make(Path target, Path directory) throws IOException {
        if (!Files.exists(target)) {
            Files.createDirectories(directory);
        }
    }

    private static void touch(Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.createFile(target);
        }
    }

    private static void moveTo(Path some, Path target, Path tree) throws IOException {
        if (!some.equals(tree) && !Files.exists(target) && !target.startsWith(some)) {
            Files.move(some, target);
        }
    }
}
