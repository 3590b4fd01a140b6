package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** Compares a number of a window of time. */
final class WindowTrigger implements Trigger {
    private final Condition.Threshold threshold;
    private final Field field;
    private final SlidingWindow window;
    private final long span;

    /** Before a whole window has passed, too few events mean nothing. */
    private final long whole;

    private long now;

    WindowTrigger(Condition.Threshold threshold, Field field, long boot) {
        this.threshold = threshold;
        this.field = field;
        span = threshold.window().toNanos();
        window = new SlidingWindow(span);
        whole = threshold.measure().ofNone() == 0 ? boot + span : 0;
        advance(boot);
    }

    @Override
    public void accept(Event event, long boot) {
        advance(boot);
        window.add(threshold.measure() == Measure.COUNT ? 1 : field.number(event));
    }

    @Override
    public void advance(long boot) {
        now = boot;
        window.advance(boot);
    }

    @Override
    public long due() {
        return now < whole ? Math.min(whole, window.expiry()) : window.expiry();
    }

    @Override
    public boolean raises() {
        double number = number();
        boolean isTooEarly = now < whole && threshold.limits().below() != null && !isAbove(number);
        return !isTooEarly && threshold.limits().raises(number);
    }

    private boolean isAbove(double number) {
        Double above = threshold.limits().above();
        return above != null && number > above;
    }

    /** An empty window has no mean: then nothing is too much. */
    @Override
    public boolean clears() {
        double number = number();
        return Double.isNaN(number) || threshold.limits().clears(number);
    }

    @Override
    public double number() {
        return window.of(threshold.measure());
    }

    @Override
    public long memory() {
        return span;
    }

    @Override
    public int looksAt() {
        return Causes.MOST;
    }
}
