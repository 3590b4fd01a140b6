package dev.carillon.loop;

/**
 * How often which value was seen, in buckets an eighth of a power of two wide: percentiles are right to within 12.5 %.
 * Recording costs one increment. One thread writes; others may read and see a moment ago.
 */
public final class Histogram {
    private static final int SUB_BITS = 3;
    private static final int SUB_BUCKETS = 1 << SUB_BITS;
    /** Room grows by so many buckets: two powers of two. Most sources never need more. */
    private static final int STEP = 2 * SUB_BUCKETS;

    private static final long[] NONE = {0};

    /**
     * The counts of a range of buckets; the first entry says which bucket the second is. In one array, so that who reads from
     * another thread sees both or neither change. Few, because a loop with many sources touches those of each.
     */
    private long[] counts = NONE;

    private long count;
    private long sum;
    private long max;

    /** An empty one. */
    public Histogram() {}

    /**
     * Counts a value. For the one thread that writes.
     *
     * @param value 0 or more; less counts as 0
     */
    public void record(long value) {
        long clamped = Math.max(value, 0);
        count(bucketOf(clamped), 1);
        sum += clamped;
        if (clamped > max) {
            max = clamped;
        }
    }

    private void count(int bucket, long times) {
        long[] into = counts;
        int index = bucket - (int) into[0] + 1;
        if (index < 1 || index >= into.length) {
            into = coverAlso(bucket);
            index = bucket - (int) into[0] + 1;
        }
        into[index] += times;
        count += times;
    }

    private long[] coverAlso(int bucket) {
        int oldFirst = (int) counts[0];
        int oldEnd = oldFirst + counts.length - 1;
        int down = bucket / STEP * STEP;
        boolean isEmpty = counts.length == 1;
        int first = isEmpty ? down : Math.min(oldFirst, down);
        int end = isEmpty ? down + STEP : Math.max(oldEnd, down + STEP);
        long[] wider = new long[1 + end - first];
        wider[0] = first;
        System.arraycopy(counts, 1, wider, 1 + (isEmpty ? 0 : oldFirst - first), counts.length - 1);
        counts = wider;
        return wider;
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
        Figures.lookAgain();
        return count;
    }

    /**
     * The sum of the values, exactly.
     *
     * @return the sum
     */
    public long sum() {
        Figures.lookAgain();
        return sum;
    }

    /**
     * The greatest value, exactly.
     *
     * @return the maximum; 0 if nothing was recorded
     */
    public long max() {
        Figures.lookAgain();
        return max;
    }

    /**
     * The mean, exactly.
     *
     * @return the mean; 0 if nothing was recorded
     */
    public double mean() {
        Figures.lookAgain();
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
        Figures.lookAgain();
        long wanted = Math.max(1, (long) Math.ceil(count * percent / 100));
        long[] from = counts;
        long seen = 0;
        for (int i = 1; i < from.length; i++) {
            seen += from[i];
            if (seen >= wanted) {
                return Math.min(highestOf((int) from[0] + i - 1), max);
            }
        }
        return max;
    }

    /**
     * The values of this one and another, as of now. From any thread.
     *
     * @param other the other one
     * @return a new one, that stays as it is
     */
    public Histogram plus(Histogram other) {
        Histogram both = new Histogram();
        both.add(this, 1);
        both.add(other, 1);
        return both;
    }

    /**
     * The values that came after an earlier state, as of now. From any thread. The maximum is known to within 12.5 % only.
     *
     * @param earlier what {@link #plus} of this one has answered before
     * @return a new one, that stays as it is
     */
    public Histogram since(Histogram earlier) {
        Histogram rest = new Histogram();
        rest.add(this, 1);
        rest.add(earlier, -1);
        rest.max = rest.count == 0 ? 0 : rest.percentile(100);
        return rest;
    }

    private void add(Histogram other, int times) {
        Figures.lookAgain();
        sum += times * other.sum;
        max = Math.max(max, other.max);
        long[] from = other.counts;
        for (int i = 1; i < from.length; i++) {
            if (from[i] != 0) {
                count((int) from[0] + i - 1, times * from[i]);
            }
        }
    }
}
