package dev.carillon.bench.monitor;

/** What happens, and has something started. */
enum Trial {
    /** A program that is kept running is killed; it is started again. */
    CRASH("crash to new process", 1100),
    /** A file is written and closed. */
    FILE("file written to program", 30),
    /** A line of a FIFO has a number above a threshold. */
    LINE("line over threshold to program", 30);

    private final String text;
    private final int rest;

    Trial(String text, int rest) {
        this.text = text;
        this.rest = rest;
    }

    String text() {
        return text;
    }

    /** Milliseconds until it is done again: some wait with what they start again if it has run for less than a second. */
    int rest() {
        return rest;
    }
}
