package dev.carillon.dashboard.board;

/**
 * How much of the barrel a snapshot has.
 *
 * @param lanes of how many sources, those with the most events in the last minutes first
 * @param pins how many of each, the newest; how many there were in each second is told besides
 */
public record Extent(int lanes, int pins) {
    /** All lanes, with as many pins as a page wants to draw. */
    public static final Extent PAGE = new Extent(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
