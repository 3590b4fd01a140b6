package dev.carillon.loop.simulation;

/** What handlers, tasks and workers of a simulation throw on purpose. */
final class Planned extends RuntimeException {
    private static final long serialVersionUID = 1;

    Planned(String who) {
        super(who + " fails on purpose");
    }
}
