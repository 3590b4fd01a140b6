package dev.carillon.dashboard.board;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopStatistics;

/** What one loop does: read from its live figures, from another thread, and compared with what they were the last time. */
final class OneLoop {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long SHORTEST_NANOS = 900_000_000;

    private final EventLoop loop;
    private long at;
    private long turns;
    private long kernelEvents;
    private long waiting;
    private long working;
    private double turnsPerSecond;
    private double eventsPerTurn;
    private double waitingShare = 1;
    private double workingShare;

    OneLoop(EventLoop loop) {
        this.loop = loop;
    }

    /** Looks again, unless that was just now: of a moment no rate can be told. */
    void update(long nanos) {
        if (at != 0 && nanos - at < SHORTEST_NANOS) {
            return;
        }
        LoopStatistics figures = loop.statistics();
        long newTurns = figures.turns();
        long newEvents = figures.kernelEvents();
        long newWaiting = figures.waitingNanos();
        long newWorking = figures.workingNanos();
        if (at != 0 && nanos > at) {
            double span = nanos - at;
            turnsPerSecond = (newTurns - turns) * NANOS_PER_SECOND / span;
            eventsPerTurn = newTurns == turns ? 0 : (double) (newEvents - kernelEvents) / (newTurns - turns);
            workingShare = Math.min(1, (newWorking - working) / span);
            // A wait that is not over is in no figure yet.
            waitingShare = Math.max(0, 1 - workingShare - rest(span, newWaiting));
        }
        at = nanos;
        turns = newTurns;
        kernelEvents = newEvents;
        waiting = newWaiting;
        working = newWorking;
    }

    /** What was neither handlers nor waiting: the kernel, and the loop itself. Unknown while a wait goes on. */
    private double rest(double span, long newWaiting) {
        double unknown = span - (newWaiting - waiting);
        return newWaiting == waiting ? 0 : Math.max(0, Math.min(1, unknown / span - workingShare));
    }

    EventLoop loop() {
        return loop;
    }

    double turnsPerSecond() {
        return turnsPerSecond;
    }

    double eventsPerTurn() {
        return eventsPerTurn;
    }

    /** The share of the time in which it sleeps, 0 to 1. */
    double waiting() {
        return waitingShare;
    }

    /** The share of the time in which handlers run, 0 to 1. */
    double working() {
        return workingShare;
    }

    /** The rest: the kernel's, and the loop's own. */
    double kernel() {
        return Math.max(0, 1 - waitingShare - workingShare);
    }
}
