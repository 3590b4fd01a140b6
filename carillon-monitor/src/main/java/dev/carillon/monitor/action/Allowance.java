package dev.carillon.monitor.action;

import dev.carillon.config.Rate;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many calls are left of so many in any span of time: not on average, but in each that one may look at. */
final class Allowance {
    private final Rate rate;
    private final Deque<Long> used = new ArrayDeque<>();

    Allowance(Rate rate) {
        this.rate = rate;
    }

    int left(long nowNanos) {
        while (!used.isEmpty() && nowNanos - used.getFirst() >= rate.span().toNanos()) {
            used.removeFirst();
        }
        return rate.count() - used.size();
    }

    void use(long nowNanos) {
        used.addLast(nowNanos);
    }

    /** How long until there is one again, if there is none left now. */
    long untilNext(long nowNanos) {
        return used.getFirst() + rate.span().toNanos() - nowNanos;
    }
}
