package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FdInfo;
import dev.carillon.linux.PathName;
import dev.carillon.loop.PathOptions.Target;
import dev.carillon.loop.watch.Disk;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, who takes each change that a source tells for what it says knows in the end what is there. */
class PathModelTest {
    private static final int OPERATIONS = 60;

    @TempDir
    private Path parent;

    private final EventLoop loop = Loops.open("test");
    private final TreeSet<PathName> known = new TreeSet<>();
    private final List<PathChange> told = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private void run(long seed, PathOptions options, double overflows) throws Exception {
        Random random = new Random(seed);
        Disk disk = new Disk(parent, random);
        known.clear();
        told.clear();
        PathSource source = loop.path("tree", disk.tree, options.withTarget(Target.FILE), (_, change) -> {
            told.add(change);
            KnownPaths.apply(known, change);
        });
        ScriptedKernel.seeded(seed).overflowing(overflows).run(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
                disk.operate();
                if (random.nextInt(6) == 0) {
                    loop.turn(Duration.ZERO);
                }
            }
        });
        Set<PathName> truth = disk.names();
        int directories = disk.directories();
        try {
            Turns.until(
                    loop, () -> known.equals(truth) && source.watchStatistics().watches() == directories);
            assertThat(FdInfo.of(source.fd()).inotifyWatches()).hasSize(directories);
            assertThat(loop.audit()).isEmpty();
        } catch (AssertionError e) {
            e.addSuppressed(new AssertionError(
                    "there " + truth + "\nknown " + known + "\ndone " + disk.done + "\ntold " + told));
            throw e;
        }
        source.close();
    }

    @Test
    void withTheDefaults() {
        Seeds.forAll(10, seed -> run(seed, PathOptions.DEFAULTS, 0));
    }

    @Test
    void withALittleQueue() {
        Seeds.forAll(10, seed -> run(seed, PathOptions.DEFAULTS.withQueue(2), 0));
    }

    @Test
    void withChangesThatSettle() {
        Seeds.forAll(10, seed -> run(seed, PathOptions.DEFAULTS.withSettle(Duration.ofMillis(2)), 0));
    }

    @Test
    void withChangesThatSettleWhileFewMayWaitAndEventsAreLost() {
        PathOptions options =
                PathOptions.DEFAULTS.withSettle(Duration.ofMillis(1)).withQueue(3);
        Seeds.forAll(10, seed -> run(seed, options, 0.2));
    }
}
