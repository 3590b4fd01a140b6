package dev.carillon.monitor.rule;

/** How often an alarm changes: whether it does too often, and until when. */
final class Changes {
    private static final long NEVER = Long.MAX_VALUE;

    private final int most;
    private final long span;
    private final Times times;
    private long calm = NEVER;

    Changes(Telling.Flapping settings) {
        most = settings.changes();
        span = settings.in().toNanos();
        times = new Times(Math.max(1, most));
    }

    /**
     * One more.
     *
     * @return whether it is flapping
     */
    boolean add(long boot) {
        if (most == 0) {
            return false;
        }
        boolean isTooMany = times.size() == most && boot - times.oldest() < span;
        times.add(boot);
        if (isTooMany || isFlapping()) {
            calm = times.newest(most / 2) + span; // then at most half as many are within the time
        }
        return isFlapping();
    }

    boolean isFlapping() {
        return calm != NEVER;
    }

    /** When it will be calm if nothing changes any more. */
    long calm() {
        return calm;
    }

    void calmed() {
        calm = NEVER;
    }

    /** Goes on with an alarm that is known to be flapping. */
    void resume(long boot) {
        calm = boot + span;
    }
}
