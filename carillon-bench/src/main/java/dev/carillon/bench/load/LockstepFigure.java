package dev.carillon.bench.load;

import dev.carillon.bench.figures.Figures;
import java.util.Arrays;
import java.util.List;

/**
 * One server under one load in lockstep, in one round of the run. CPU times are nanoseconds a message, of the whole process.
 *
 * @param round from 1
 * @param passes how often it had its turn
 * @param p10 a tenth of its rounds in lockstep took less
 * @param p25 a quarter of them took less
 * @param p50 half of them took less
 * @param p75 three quarters of them took less
 * @param p90 nine tenths of them took less
 * @param ratio its time by that of the one whose time is 1 in the same pass, the median of the passes; NaN without
 */
public record LockstepFigure(
        int round, int passes, double p10, double p25, double p50, double p75, double p90, double ratio)
        implements RoundFigures.OfRound {
    /** Of so much a message in each pass; {@code base} likewise, as many or none. */
    public static LockstepFigure of(int round, List<double[]> rounds, List<double[]> base) {
        double[] all = rounds.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        double[] ratios = new double[base.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = Figures.median(rounds.get(i)) / Figures.median(base.get(i));
        }
        return new LockstepFigure(
                round,
                rounds.size(),
                quantile(all, 0.1),
                quantile(all, 0.25),
                quantile(all, 0.5),
                quantile(all, 0.75),
                quantile(all, 0.9),
                Figures.median(ratios));
    }

    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
