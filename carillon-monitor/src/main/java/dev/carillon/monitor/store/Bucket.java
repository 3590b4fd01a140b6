package dev.carillon.monitor.store;

/**
 * Figures of a source's values in a span of time.
 *
 * @param source the source's name
 * @param step how long the span is, in seconds: 1, 60 or 3600
 * @param start when it began, in seconds since 1970
 */
public record Bucket(String source, int step, long start, long count, double sum, double min, double max) {
    /** With one value more. */
    Bucket plus(double value) {
        return new Bucket(source, step, start, count + 1, sum + value, Math.min(min, value), Math.max(max, value));
    }

    /** In a longer span. */
    Bucket in(int longer) {
        return new Bucket(source, longer, start - Math.floorMod(start, longer), count, sum, min, max);
    }
}
