package dev.carillon.dashboard.board;

/**
 * How much a snapshot has.
 *
 * @param lanes of how many sources, those with the most events in the last minutes first
 * @param pins how many of each, the newest; how many there were in each second is told besides
 * @param sources how many have a row, the busiest first; what all have together is told besides
 */
public record Extent(int lanes, int pins, int sources) {
    /** All lanes, with as many pins as a page wants to draw, and all sources with their last hour. */
    public static final Extent PAGE = new Extent(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
