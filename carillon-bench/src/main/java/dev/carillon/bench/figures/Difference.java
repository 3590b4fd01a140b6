package dev.carillon.bench.figures;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How far one side is from another, and whether that says anything: the one place that calls a side better or worse. It does
 * so only where the medians are further apart than two runs of the same thing were, the control run, in any round, and where
 * every round says the same.
 *
 * @param ratio ours by the peer's, the median of the rounds; NaN if there is none
 * @param noise how far the control's ratios were from 1, as a factor less one: 0.1 is up to 10 % up or down; NaN without a
 *     control run of two rounds
 * @param agreed whether ours was less in every round, or more in every round
 */
public record Difference(double ratio, double noise, boolean agreed) {
    private static final double PERCENT = 100;
    /** Two runs may agree by chance: by less than this nothing is told from noise. */
    private static final double LEAST_NOISE = 0.02;
    /** One round of a control run says nothing of how far two of them differ. */
    private static final int LEAST_ROUNDS = 2;

    /** What may be said. */
    public enum Verdict {
        /** Ours is less, by more than the noise. */
        LESS,
        /** Ours is more, by more than the noise. */
        MORE,
        /** The same thing differs as much from itself. */
        WITHIN_NOISE,
        /** Ours is less in some rounds, and more in others. */
        MIXED,
        /** There is nothing to compare, or no control run. */
        UNKNOWN
    }

    /**
     * Compares.
     *
     * @param ratios ours by the peer's, a round each; empty if there are none
     * @param control the same of two runs of the same thing; empty if there are none
     */
    public static Difference of(double[] ratios, double[] control) {
        double ratio = ratios.length == 0 ? Double.NaN : Figures.median(ratios);
        double noise = control.length < LEAST_ROUNDS ? Double.NaN : Math.max(LEAST_NOISE, apart(control));
        boolean agreed = Arrays.stream(ratios).allMatch(each -> each < 1)
                || Arrays.stream(ratios).allMatch(each -> each > 1);
        return new Difference(ratio, noise, agreed);
    }

    /** How far from 1 the one that is furthest from it is, as a factor less one. */
    private static double apart(double[] ratios) {
        return Arrays.stream(ratios)
                .map(ratio -> Math.max(ratio, 1 / ratio) - 1)
                .max()
                .orElse(Double.NaN);
    }

    /** What a control run says, for a table: what was measured, its ratios, the noise. No row if it did not run. */
    public static List<List<String>> row(String what, double[] control) {
        if (control.length == 0) {
            return List.of();
        }
        double[] sorted = control.clone();
        Arrays.sort(sorted);
        return List.of(List.of(
                what,
                String.format(Locale.ROOT, "%.3f", Figures.median(sorted)),
                String.format(Locale.ROOT, "%.3f .. %.3f", sorted[0], sorted[sorted.length - 1]),
                String.format(Locale.ROOT, "%.1f %%", PERCENT * apart(sorted))));
    }

    public Verdict verdict() {
        if (!Double.isFinite(ratio) || !Double.isFinite(noise)) {
            return Verdict.UNKNOWN;
        }
        if (Math.max(ratio, 1 / ratio) - 1 <= noise) {
            return Verdict.WITHIN_NOISE;
        }
        if (!agreed) {
            return Verdict.MIXED;
        }
        return ratio < 1 ? Verdict.LESS : Verdict.MORE;
    }

    /** For figures of which less is better: times. */
    public String asTimes() {
        return words("faster", "slower");
    }

    /** For figures of which more is better: rates. */
    String asRates() {
        return words("slower", "faster");
    }

    private String words(String less, String more) {
        return switch (verdict()) {
            case LESS -> less;
            case MORE -> more;
            case WITHIN_NOISE -> String.format(Locale.ROOT, "within noise (%.0f %%)", PERCENT * noise);
            case MIXED -> "not the same in every round";
            case UNKNOWN -> Double.isFinite(ratio) ? "no control of two rounds" : "-";
        };
    }
}
