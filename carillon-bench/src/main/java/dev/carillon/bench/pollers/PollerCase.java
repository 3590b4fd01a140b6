package dev.carillon.bench.pollers;

import dev.carillon.bench.machine.ProcFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * So many descriptors, of which one or all are ready.
 *
 * @param ready how many are ready at each turn
 * @param descriptors how many are watched
 */
public record PollerCase(int ready, int descriptors) {
    /** Of the process, beside those that are watched. */
    private static final int OTHER_DESCRIPTORS = 200;

    static final List<Integer> SIZES = List.of(10, 100, 1000, 10_000, 100_000);

    private static final List<Integer> FEW = List.of(10, 1000);

    /** All; with {@code quick} those up to 10,000, with {@code brief} the two that say most. */
    public static List<PollerCase> all(boolean quick, boolean brief) {
        List<PollerCase> cases = new ArrayList<>();
        for (boolean every : new boolean[] {false, true}) {
            for (int size : brief ? FEW : SIZES) {
                if (!quick || size <= 10_000) {
                    cases.add(new PollerCase(every ? size : 1, size));
                }
            }
        }
        return cases;
    }

    /** Why this process's limit does not allow it; empty if it does. */
    String whyNot(long mostDescriptors) {
        return ProcFile.tooFewDescriptors(descriptors + OTHER_DESCRIPTORS, mostDescriptors);
    }

    boolean areAllReady() {
        return ready == descriptors;
    }

    String text() {
        return String.format(Locale.ROOT, "%,d of %,d", ready, descriptors);
    }
}
