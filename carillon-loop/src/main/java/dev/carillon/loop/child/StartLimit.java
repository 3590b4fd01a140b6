package dev.carillon.loop.child;

/** Counts starts in a sliding window of time. */
public final class StartLimit {
    private final long[] starts;
    private final long windowNanos;
    private int next;
    private int count;

    /** @param most how many starts there may be in the window; 0 for no limit */
    public StartLimit(int most, long windowNanos) {
        this.starts = new long[most];
        this.windowNanos = windowNanos;
    }

    /** Whether a start at that time, not before those counted, would be one too many. */
    public boolean isReached(long time) {
        return starts.length > 0 && count == starts.length && time - starts[next] < windowNanos;
    }

    public void started(long time) {
        if (starts.length > 0) {
            starts[next] = time; // in place of the oldest
            next = (next + 1) % starts.length;
            count = Math.min(count + 1, starts.length);
        }
    }

    public void forget() {
        next = 0;
        count = 0;
    }
}
