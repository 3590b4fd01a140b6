package dev.carillon.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what was meant by a word that is mistyped. */
public final class Nearest {
    private Nearest() {}

    /** The most similar word, if one is: of three letters two have to be right. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream()
                .filter(other -> distance(word, other) <= Math.max(1, Math.min(word.length(), other.length()) / 3))
                .min(Comparator.comparingInt(other -> distance(word, other)));
    }

    /** How many letters have to be put in, taken out, changed, or swapped with their neighbour. */
    static int distance(String one, String other) {
        int[][] costs = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                costs[i][j] = cost(one, other, i, j, costs);
            }
        }
        return costs[one.length()][other.length()];
    }

    private static int cost(String one, String other, int i, int j, int[][] costs) {
        if (i == 0 || j == 0) {
            return i + j;
        }
        char last = one.charAt(i - 1);
        char otherLast = other.charAt(j - 1);
        int changed = costs[i - 1][j - 1] + (last == otherLast ? 0 : 1);
        int least = Math.min(changed, Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && last == other.charAt(j - 2) && one.charAt(i - 2) == otherLast;
        return swapped ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
    }
}
