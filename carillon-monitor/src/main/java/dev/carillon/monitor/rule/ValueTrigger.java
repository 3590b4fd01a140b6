package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** Compares the newest number. */
final class ValueTrigger implements Trigger {
    private final Limits limits;
    private final Field field;
    private double number = Double.NaN;

    ValueTrigger(Limits limits, Field field) {
        this.limits = limits;
        this.field = field;
    }

    @Override
    public void accept(Event event, long boot) {
        number = field.number(event);
    }

    @Override
    public void advance(long boot) {
        // The newest number is that however old it is.
    }

    @Override
    public long due() {
        return NEVER;
    }

    @Override
    public boolean raises() {
        return limits.raises(number);
    }

    @Override
    public boolean clears() {
        return !Double.isNaN(number) && limits.clears(number);
    }

    @Override
    public double number() {
        return number;
    }
}
