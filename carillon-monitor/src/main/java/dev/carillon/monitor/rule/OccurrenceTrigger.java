package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** Met from an event on until there was none for a time, or one that ends it. */
final class OccurrenceTrigger implements Trigger {
    private final long healthyAfter;
    private long end;
    private boolean met;

    OccurrenceTrigger(Condition.Occurrence occurrence) {
        healthyAfter = occurrence.healthyAfter().toNanos();
    }

    @Override
    public void accept(Event event, long boot) {
        end = boot + healthyAfter;
        met = true;
    }

    @Override
    public void end() {
        met = false;
    }

    @Override
    public void advance(long boot) {
        met = met && boot < end;
    }

    @Override
    public long due() {
        return met ? end : NEVER;
    }

    @Override
    public boolean raises() {
        return met;
    }

    @Override
    public boolean clears() {
        return !met;
    }

    @Override
    public long memory() {
        return healthyAfter;
    }
}
