package dev.carillon.loop;

/** What becomes of ticks of a periodic timer that came while its loop was busy. The period's grid is kept in any case. */
public enum MissedTicks {
    /** One handler call that is told how many ticks it stands for. */
    MERGE,
    /** One handler call for the latest tick; the others are dropped and counted as missed. */
    SKIP,
    /** One handler call for every tick. */
    BURST
}
