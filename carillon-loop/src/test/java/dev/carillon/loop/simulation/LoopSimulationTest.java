package dev.carillon.loop.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole loops with a life of their own: sources that are closed, switched off and on, limited, handed to workers and whose
 * handlers fail, over a kernel with faults of which some do not go away, in a time that passes only while the loop would sleep.
 * However that ends, nothing is lost without its place in an account, none starves, and nothing is left behind.
 *
 * <p>{@code -Dcarillon.simulations=10000} for a long run, {@code -Dcarillon.seed=…} for the one that failed.
 */
@Timeout(value = 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopSimulationTest {
    private static final int SIMULATIONS = Integer.getInteger("carillon.simulations", 200);

    @Test
    void nothingIsLostStarvesOrStaysBehindWhateverGoesWrong() {
        AtomicLong faults = new AtomicLong();
        Seeds.forAll(SIMULATIONS, seed -> {
            ScriptedKernel kernel = kernel(seed);
            simulate(seed, kernel);
            faults.addAndGet(kernel.faults());
        });
        assertThat(faults).hasPositiveValue();
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        Seeds.forAll(10, seed -> {
            List<String> first = simulate(seed, kernel(seed));
            List<String> second = simulate(seed, kernel(seed));
            int same = 0;
            while (same < first.size()
                    && same < second.size()
                    && first.get(same).equals(second.get(same))) {
                same++;
            }
            assertThat(rest(second, same))
                    .as("from entry %d on, after %s", same, rest(first, same - 5))
                    .isEqualTo(rest(first, same));
        });
    }

    private static List<String> rest(List<String> trace, int from) {
        return trace.subList(Math.max(0, from), Math.min(trace.size(), from + 5));
    }

    private static ScriptedKernel kernel(long seed) {
        return ScriptedKernel.seeded(seed)
                .withVirtualTime()
                .interrupting(0.1)
                .refusing(0.1)
                .shortening(0.2)
                .delaying(0.2)
                .reordering();
    }

    private static List<String> simulate(long seed, ScriptedKernel kernel) throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            List<String> trace = kernel.call(() -> {
                try (World world = new World(seed, kernel)) {
                    world.live();
                    assertThat(world.violations()).as("%s", world).isEmpty();
                    return world.trace();
                }
            });
            leaks.assertNothingLeft();
            return trace;
        }
    }
}
