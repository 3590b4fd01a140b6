package dev.carillon.loop;

/** The only look at the system's clock. A class and not a lambda: linking one costs a process's start milliseconds. */
final class SystemTime implements TimeSource {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public String toString() {
        return "the system's time";
    }
}
