package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.KernelFeature;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each call, and each pair of calls, at each moment, with each kind of peer: every byte once, every message once, closed once
 * and last, no handler inside another's call, a stream that was cut off never complete, and no state in which nothing will ever
 * happen although there is something to do. {@code -Dcarillon.seed=… -Dcarillon.cell=…} repeats one.
 */
class ConnectionMatrixTest {
    private static final Integer ONLY = Integer.getInteger("carillon.cell");
    private static final int IN_ONE_WORLD = 1000;
    private static final int LEAST = 20_000;
    private static final int FLIGHTS = 500;
    private static final int MOST_FAILURES = 8;

    private final List<AssertionError> failures = new ArrayList<>();
    private long ringSends;

    @Test
    void noCombinationOfCallsLosesAnything() {
        long seed = Seeds.seed();
        try (LeakCheck leaks = LeakCheck.start()) {
            int tried = ONLY == null ? all(seed) : inOneWorld(seed, ONLY, ONLY + 1);
            assertThat(failures).isEmpty();
            if (ONLY == null) {
                assertThat(tried)
                        .as("combinations whose moment came, seed %d", seed)
                        .isGreaterThan(LEAST);
                assertThat(ringSends)
                        .as("sends by the kernel's ring")
                        .isGreaterThan(KernelFeature.IO_URING.isThere() ? FLIGHTS : -1);
            }
            System.out.println("matrix: " + tried + " combinations of " + Cell.count() + ", " + ringSends
                    + " sends by the kernel's ring, seed " + seed);
            leaks.assertNothingLeft();
        }
    }

    private int all(long seed) {
        int tried = 0;
        for (int from = 0; from < Cell.count(); from += IN_ONE_WORLD) {
            tried += inOneWorld(seed, from, Math.min(from + IN_ONE_WORLD, Cell.count()));
        }
        return tried;
    }

    /** One that fails has spoilt the world for the others. */
    private int inOneWorld(long seed, int from, int to) {
        int tried = 0;
        int number = from;
        while (number < to && failures.size() < MOST_FAILURES) {
            int failed = failures.size();
            try (World world = new World(seed)) {
                for (; number < to && failures.size() == failed; number++) {
                    tried += isChosen(seed, number) && run(world, Cell.of(seed, number)) ? 1 : 0;
                }
                ringSends += world.ringSends();
            }
        }
        return tried;
    }

    /** A run tries every other one, so that each pair of calls meets half of the peers: the seed says which half. */
    private static boolean isChosen(long seed, int number) {
        return ONLY != null || (number + number / Cell.PEERS + seed & 1) == 0;
    }

    private boolean run(World world, Cell cell) {
        Trial trial = new Trial(world, cell);
        try {
            return trial.run();
        } catch (RuntimeException | AssertionError e) {
            failures.add(new AssertionError(
                    "-Dcarillon.seed=" + cell.seed() + " -Dcarillon.cell=" + cell.number() + " repeats it: "
                            + e.getMessage() + "\n" + cell + "\n" + trial.notes() + "\n" + world.describe(),
                    e));
            return true;
        } finally {
            trial.close();
        }
    }
}
