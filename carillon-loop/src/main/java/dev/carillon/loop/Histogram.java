package dev.carillon.loop;

/**
 * How often which value was seen, in buckets an eighth of a power of two wide: percentiles are right to within 12.5 %.
 * Recording costs one increment. One thread writes; others may read and see a moment ago.
 */
public final class Histogram {
    private static final int SUB_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_BUCKETS;

    private final long[] counts = new long[BUCKETS];
    private long count;
    private long sum;
    private long max;

    Histogram() {}

    void record(long value) {
        long clamped = Math.max(value, 0);
        counts[bucketOf(clamped)]++;
        count++;
        sum += clamped;
        if (clamped > max) {
            max = clamped;
        }
    }

    private static int bucketOf(long value) {
        if (value < SUB_BUCKETS) {
            return (int) value;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> exponent - SUB_BITS) - SUB_BUCKETS;
        return (exponent - SUB_BITS + 1) * SUB_BUCKETS + sub;
    }

    private static long highestOf(int bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = bucket / SUB_BUCKETS - 1;
        long first = (long) (SUB_BUCKETS + bucket % SUB_BUCKETS) << shift;
        return first + (1L << shift) - 1;
    }

    /**
     * How many values were recorded.
     *
     * @return the count
     */
    public long count() {
        return count;
    }

    /**
     * The greatest value, exactly.
     *
     * @return the maximum; 0 if nothing was recorded
     */
    public long max() {
        return max;
    }

    /**
     * The mean, exactly.
     *
     * @return the mean; 0 if nothing was recorded
     */
    public double mean() {
        return count == 0 ? 0 : (double) sum / count;
    }

    /**
     * The value that a share of all values do not exceed.
     *
     * @param percent 0 to 100, for example 99.9
     * @return that value, up to 12.5 % above the true one; 0 if nothing was recorded
     */
    public long percentile(double percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a percentile is 0 to 100, not " + percent);
        }
        long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
        long seen = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return Math.min(highestOf(bucket), max);
            }
        }
        return max;
    }
}
