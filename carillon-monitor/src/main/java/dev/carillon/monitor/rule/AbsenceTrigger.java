package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** No event for a time. */
final class AbsenceTrigger implements Trigger {
    private final long span;
    private long end;
    private boolean absent;

    AbsenceTrigger(Condition.Absent condition, long boot) {
        span = condition.time().toNanos();
        end = boot + span;
    }

    @Override
    public void accept(Event event, long boot) {
        end = boot + span;
        absent = false;
    }

    @Override
    public void advance(long boot) {
        absent = boot >= end;
    }

    @Override
    public long due() {
        return absent ? NEVER : end;
    }

    @Override
    public boolean raises() {
        return absent;
    }

    @Override
    public boolean clears() {
        return !absent;
    }

    @Override
    public long memory() {
        return span;
    }
}
