package dev.carillon.testkit;

/** A clock that stands still but when a wait moves it on. Read by any thread, moved by the bound one. */
final class VirtualTime {
    private volatile boolean inUse;
    private volatile long nanos;

    void use() {
        inUse = true;
    }

    boolean isInUse() {
        return inUse;
    }

    long nanos() {
        return nanos;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves it
    void pass(long span) {
        nanos += span;
    }
}
