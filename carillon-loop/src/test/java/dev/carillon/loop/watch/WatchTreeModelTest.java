package dev.carillon.loop.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.linux.FdInfo;
import dev.carillon.linux.Inotify;
import dev.carillon.linux.PathName;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, and whenever it is read, who takes each change for what it says knows in the end what is there. */
class WatchTreeModelTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(2);
    private static final int MANY_TURNS = 5000;
    private static final int ROUNDS = 30;

    @TempDir
    private Path parent;

    /** One tree, whose time goes by as the test wants. */
    private final class Case {
        private final Random random;
        private final Disk disk;
        private final Teller teller;
        private final Inotify inotify = Inotify.open();
        private final WatchTree tree;
        private final long origin = System.nanoTime();
        private long now;
        private long step;

        Case(long seed) throws IOException {
            random = new Random(seed);
            disk = new Disk(parent, random);
            PathName root = PathName.of(disk.tree);
            teller = new Teller(root);
            tree = new WatchTree(inotify, root, true, false, teller, this::time);
            tree.open(LONG);
        }

        private void operateBesideTurns(int operations) throws InterruptedException {
            Thread writer = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; i < operations; i++) {
                        disk.operate();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            while (writer.isAlive()) {
                now = System.nanoTime() - origin;
                tree.turn(TimeUnit.MILLISECONDS.toNanos(2));
            }
            writer.join();
        }

        private long time() {
            now += step;
            return now;
        }

        /** Does so many things, with a turn after one in so many, whose slice and whose time differ. */
        private void operate(int operations, int turnOneIn) throws IOException {
            for (int i = 0; i < operations; i++) {
                disk.operate();
                if (random.nextInt(turnOneIn) == 0) {
                    step = random.nextInt(4) == 0 ? TimeUnit.MILLISECONDS.toNanos(1) : 0;
                    now += random.nextInt(4) == 0 ? TimeUnit.MILLISECONDS.toNanos(11) : 0;
                    tree.turn(TimeUnit.MILLISECONDS.toNanos(random.nextInt(5)));
                }
            }
            step = 0;
        }

        private void end() throws IOException {
            try {
                tree.turn(LONG);
                for (int turn = 0; turn < MANY_TURNS && isToDo(); turn++) {
                    now = tree.isUnfinished() || tree.due() == Long.MAX_VALUE ? now : Math.max(now, tree.due());
                    tree.turn(LONG);
                }
                assertKnown(disk.names());
                assertThat(FdInfo.of(inotify).inotifyWatches()).hasSize(disk.directories());
                assertThat(tree.watches()).isEqualTo(disk.directories());
                assertThat(isToDo()).isFalse();
            } catch (AssertionError e) {
                e.addSuppressed(new AssertionError(
                        "done:\n" + String.join("\n", disk.done) + "\ntold:\n" + String.join("\n", teller.told)));
                throw e;
            } finally {
                tree.close();
                inotify.close();
            }
        }

        private void assertKnown(Set<PathName> truth) {
            Set<PathName> untold = new TreeSet<>(truth);
            untold.removeAll(teller.known);
            assertThat(untold).as("there, and not told").isEmpty();
            Set<PathName> gone = new TreeSet<>(teller.known);
            gone.removeAll(truth);
            assertThat(gone).as("told, and not there").isEmpty();
        }

        private boolean isToDo() {
            return tree.isUnfinished() || tree.due() != Long.MAX_VALUE;
        }
    }

    @Test
    void afterAnyOperationsReadAtAnyTime() {
        Seeds.forAll(ROUNDS, seed -> {
            Case tried = new Case(seed);
            tried.operate(60, 6);
            tried.end();
        });
    }

    @Test
    void afterOperationsReadOneByOne() {
        Seeds.forAll(ROUNDS / 2, seed -> {
            Case tried = new Case(seed);
            tried.operate(60, 1);
            tried.end();
        });
    }

    private void runWithLosses(long seed) throws Exception {
        Case tried = new Case(seed);
        ScriptedKernel.seeded(seed).overflowing(0.3).run(() -> tried.operate(60, 6));
        tried.end();
    }

    @Test
    void afterEventsWereLost() {
        Seeds.forAll(ROUNDS, this::runWithLosses);
    }

    /** What is in doubt below it waited for it, and it for what is in doubt. */
    @Test
    void afterADirectoryWasMadeAnewUnseenWhileWhatWasBelowItIsInDoubt() throws Exception {
        runWithLosses(1_312_422_607_795_846_533L);
    }

    @Test
    void afterDirectoriesWereRefusedForAWhile() {
        Seeds.forAll(ROUNDS, seed -> {
            Case tried = new Case(seed);
            ScriptedKernel kernel = ScriptedKernel.seeded(seed);
            for (int i = 0; i < 10; i++) {
                kernel.failAfter(tried.random.nextInt(20), "inotify_add_watch", Errno.ENOSPC);
                kernel.failAfter(tried.random.nextInt(20), "openat", Errno.EACCES);
                kernel.failAfter(tried.random.nextInt(20), "getdents64", Errno.EIO);
                kernel.failAfter(tried.random.nextInt(20), "statx", Errno.EIO);
            }
            kernel.run(() -> tried.operate(60, 4));
            tried.end();
        });
    }

    @Test
    void whileAnotherThreadIsAtWork() {
        Seeds.forAll(ROUNDS / 10, seed -> {
            Case tried = new Case(seed);
            tried.operateBesideTurns(1000);
            tried.end();
        });
    }

    private void runWithAllOfThat(long seed) throws Exception {
        Case tried = new Case(seed);
        ScriptedKernel kernel =
                ScriptedKernel.seeded(seed).overflowing(0.1).interrupting(0.1).exhausting(0.05);
        for (int i = 0; i < 5; i++) {
            kernel.failAfter(tried.random.nextInt(40), "inotify_add_watch", Errno.ENOSPC);
        }
        kernel.run(() -> tried.operate(100, 5));
        tried.end();
    }

    @Test
    void afterAllOfThatAtOnce() {
        Seeds.forAll(ROUNDS, this::runWithAllOfThat);
    }

    /** By names alone it was taken for what had been there before. */
    @Test
    void afterADirectoryThatTookTheNameOfAnotherCouldNotBeLookedAt() throws Exception {
        runWithAllOfThat(349_457_185_719_914_967L);
    }

    /** The comparison told it as gone when it was through, although its event had come meanwhile. */
    @Test
    void afterANameCameAgainWhereAComparisonHadGonePast() throws Exception {
        runWithAllOfThat(8_753_059_620_357_356_399L);
    }
}
