package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** So many events within a time: exactly, by the time of each of the last ones. */
final class CountTrigger implements Trigger {
    private final int events;
    private final long span;
    private final Times times;
    private boolean met;

    CountTrigger(Condition.Count count) {
        events = count.events();
        span = count.in().toNanos();
        times = new Times(events);
    }

    @Override
    public void accept(Event event, long boot) {
        times.add(boot);
        advance(boot);
    }

    @Override
    public void advance(long boot) {
        met = times.size() == events && boot - times.oldest() < span;
    }

    @Override
    public long due() {
        return met ? times.oldest() + span : NEVER;
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
        return span;
    }

    @Override
    public int looksAt() {
        return events;
    }
}
