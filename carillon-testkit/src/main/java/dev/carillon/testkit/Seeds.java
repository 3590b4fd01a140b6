package dev.carillon.testkit;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Seeds of random tests. A test draws everything from its seed, and a failure names it: {@code -Dcarillon.seed=…} then
 * repeats exactly that case.
 */
public final class Seeds {
    /** The system property that gives the seed. */
    public static final String PROPERTY = "carillon.seed";

    private Seeds() {}

    /** One random test. */
    @FunctionalInterface
    public interface SeededTest {
        /**
         * Runs one case.
         *
         * @param seed decides everything random in it
         * @throws Exception any; fails the test
         */
        void run(long seed) throws Exception;
    }

    /**
     * The seed asked for, or a fresh one.
     *
     * @return the value of {@value #PROPERTY}; without it another number each time
     * @throws IllegalArgumentException if the property is no number
     */
    public static long seed() {
        String given = System.getProperty(PROPERTY);
        return given == null ? ThreadLocalRandom.current().nextLong() : parse(given);
    }

    private static long parse(String given) {
        try {
            return Long.parseLong(given.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + " takes a whole number, not \"" + given + "\"", e);
        }
    }

    /**
     * Runs a test with many fresh seeds, or once with the seed asked for.
     *
     * @param rounds how many seeds, 1 or more
     * @param test what to run
     * @throws AssertionError for the first failure; it has the seed in its message and the failure as its cause
     */
    public static void forAll(int rounds, SeededTest test) {
        if (rounds < 1) {
            throw new IllegalArgumentException("a random test runs 1 round or more, not " + rounds);
        }
        boolean asked = System.getProperty(PROPERTY) != null;
        int last = asked ? 1 : rounds;
        for (int round = 1; round <= last; round++) {
            runOnce(seed(), "round " + round + " of " + last, test);
        }
    }

    private static void runOnce(long seed, String round, SeededTest test) {
        try {
            test.run(seed);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    round + " fails; -D" + PROPERTY + "=" + seed + " repeats it: " + e.getMessage(), e);
        }
    }
}
