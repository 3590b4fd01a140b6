package dev.carillon.monitor.rule;

import com.tdunning.math.stats.Centroid;
import com.tdunning.math.stats.MergingDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The numbers of a window, bucket by bucket: all of them up to 200, beyond that a t-digest. */
final class Samples {
    /** So many are kept as they are. */
    static final int EXACT = 200;

    /** Of a bucket, and of what is made of all of them: a bucket's takes 4 KB. */
    private static final int BUCKET_COMPRESSION = 50;

    private static final int COMPRESSION = 100;

    private final @Nullable Bucket[] buckets = new Bucket[SlidingWindow.BUCKETS];

    /** Numbers as they came, and the digest of those that were too many. */
    private static final class Bucket {
        private static final int FIRST = 4;

        private double[] raw = new double[FIRST];
        private int size;
        private @Nullable MergingDigest digest;

        void add(double number) {
            if (size == EXACT) {
                pour();
            }
            if (size == raw.length) {
                raw = Arrays.copyOf(raw, Math.min(EXACT, 2 * size));
            }
            raw[size++] = number;
        }

        private void pour() {
            MergingDigest to = digest == null ? new MergingDigest(BUCKET_COMPRESSION, 2 * BUCKET_COMPRESSION) : digest;
            digest = to;
            pour(to);
            size = 0;
        }

        private void pour(MergingDigest to) {
            for (int i = 0; i < size; i++) {
                to.add(raw[i]);
            }
        }

        long count() {
            return size + (digest == null ? 0 : digest.size());
        }

        void pourAll(MergingDigest to) {
            pour(to);
            if (digest != null) {
                for (Centroid centroid : digest.centroids()) {
                    to.add(centroid.mean(), centroid.count());
                }
            }
        }
    }

    void add(int slot, double number) {
        Bucket bucket = buckets[slot];
        if (bucket == null) {
            bucket = new Bucket();
            buckets[slot] = bucket;
        }
        bucket.add(number);
    }

    void drop(int slot) {
        buckets[slot] = null;
    }

    /** Whether a percentile is one of the numbers, and no estimate. */
    boolean isExact() {
        return count() <= EXACT;
    }

    private long count() {
        long count = 0;
        for (Bucket bucket : buckets) {
            count += bucket == null ? 0 : bucket.count();
        }
        return count;
    }

    /** By nearest rank; not a number if there are none. */
    double percentile(int percent) {
        if (count() == 0) {
            return Double.NaN;
        }
        return isExact() ? exact(percent) : estimate(percent);
    }

    private double exact(int percent) {
        double[] all = new double[EXACT];
        int size = 0;
        for (Bucket bucket : buckets) {
            if (bucket != null) {
                System.arraycopy(bucket.raw, 0, all, size, bucket.size);
                size += bucket.size;
            }
        }
        Arrays.sort(all, 0, size);
        return all[Math.ceilDiv(percent * size, 100) - 1];
    }

    private double estimate(int percent) {
        MergingDigest all = new MergingDigest(COMPRESSION);
        for (Bucket bucket : buckets) {
            if (bucket != null) {
                bucket.pourAll(all);
            }
        }
        return all.quantile(percent / 100.0);
    }
}
