package dev.carillon.bench.load;

/** A load or a server, as reports call it. */
public interface Named {
    /** What it is called. */
    String text();
}
