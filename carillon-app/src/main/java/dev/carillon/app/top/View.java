package dev.carillon.app.top;

/**
 * What of it is looked at.
 *
 * @param columns of the terminal
 * @param rows of it
 * @param first the first line of what is scrolled
 * @param isWhole whether all alarms are wanted, not only the worst
 * @param isByRate whether the busiest sources go first, not those that the file has first
 */
record View(int columns, int rows, int first, boolean isWhole, boolean isByRate) {
    /** What can be drawn on. */
    static final int LEAST_COLUMNS = 80;

    static final int LEAST_ROWS = 24;

    /** From the beginning. */
    static View of(int columns, int rows) {
        return new View(columns, rows, 0, false, false);
    }

    boolean isLargeEnough() {
        return columns >= LEAST_COLUMNS && rows >= LEAST_ROWS;
    }

    View sized(int newColumns, int newRows) {
        return new View(newColumns, newRows, first, isWhole, isByRate);
    }

    /** Scrolled by some lines, down to the last page of so many lines. */
    View scrolled(long by, int lines, int page) {
        int most = Math.max(0, lines - page);
        return new View(columns, rows, Math.clamp(first + by, 0, most), isWhole, isByRate);
    }

    View withAllAlarms(boolean isWanted) {
        return new View(columns, rows, first, isWanted, isByRate);
    }

    View byRate(boolean isWanted) {
        return new View(columns, rows, first, isWhole, isWanted);
    }
}
